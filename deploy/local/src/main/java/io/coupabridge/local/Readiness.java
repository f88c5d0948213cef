package io.coupabridge.local;

import io.coupabridge.testing.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for a process to say over HTTP that it is ready. */
final class Readiness {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int LOG_LINES = 25;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /**
     * Returns when a GET of the URL answers 200.
     *
     * @throws DemoException when the process ends or is not ready in time; the message quotes its log's end
     */
    void await(ChildProcess process, String url) {
        try {
            Awaitility.await()
                    .atMost(LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> !process.alive() || ready(url));
        } catch (ConditionTimeoutException e) {
            throw new DemoException(
                    url + " did not answer 200 within " + LIMIT.toSeconds() + " s: " + process.describeEnd(LOG_LINES),
                    e);
        }
        if (!process.alive()) {
            throw new DemoException(process.describeEnd(LOG_LINES));
        }
    }

    private boolean ready(String url) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
