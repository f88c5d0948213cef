package io.coupabridge.runtime.run;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How long pages took lately from being asked for until they were settled, by host: what Coupa's answers take, and a moment
 * here. Kept beyond a slice, which begins with as many lanes as the last one needed. Thread-safe.
 */
final class PageTimes {

    /** More lanes would not make a full machine faster: their pages would wait there too. */
    private static final Duration MOST_HERE = Duration.ofMillis(100);

    /** Lanes beyond what is needed on average, for pages that take longer. */
    private static final int SPARE = 2;

    private static final double SMOOTHING = 0.2;

    private final ConcurrentMap<String, Double> secondsAPage = new ConcurrentHashMap<>();

    /** Whichever host the pages came from: to begin with. */
    private volatile double secondsHere;

    /** How many lanes the ceiling needs. @param latency what Coupa's last answer took */
    int lanes(String host, int ceiling, Duration latency) {
        double seconds = secondsAPage.getOrDefault(host, seconds(latency) + secondsHere);
        return (int) Math.ceil(ceiling * seconds) + SPARE;
    }

    /** @param here from the last byte of a page until it was settled */
    void settled(String host, Duration latency, Duration here) {
        double waited = Math.min(seconds(here), seconds(MOST_HERE));
        secondsHere = smoothed(secondsHere, waited);
        secondsAPage.merge(host, seconds(latency) + waited, PageTimes::smoothed);
    }

    /** As if the host's pages had taken this long until now. */
    void assume(String host, Duration page) {
        secondsAPage.put(host, seconds(page));
    }

    private static double smoothed(double lately, double last) {
        return lately + SMOOTHING * (last - lately);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
