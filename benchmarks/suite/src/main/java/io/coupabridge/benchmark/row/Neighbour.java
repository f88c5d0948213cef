package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Plot;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.log.LoggedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Another client of the same Coupa takes half of what Coupa permits, without a word, and leaves again after a while. */
final class Neighbour implements Row {

    private static final int CEILING = 25;
    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final int ALONE = 30;
    private static final int TOGETHER = 120;
    private static final int AFTER = 60;
    private static final int SETTLING = 10;
    private static final int RECOVERY = 30;
    private static final Duration TO_THE_END = Duration.ofMinutes(3);

    /** In per cent. */
    private static final int USED = 90;

    /** Seconds. */
    private static final int CALM = 5;

    @Override
    public String id() {
        return "neighbour";
    }

    @Override
    public String title() {
        return "A neighbour takes half of the instance's budget without warning";
    }

    @Override
    public void run(Session session) {
        Figures figures = new Figures();
        session.repeat(() -> measure(session, figures));
        session.page(
                this,
                "One tenant's roster at 100 ms a request. The neighbour comes after " + ALONE + " s, stays for "
                        + TOGETHER
                        + " s, and leaves (the two marks). Settled, in seconds since it came, is the beginning of"
                        + " the first " + CALM + " seconds from the first 429 on in which " + USED
                        + " % of what it leaves is used with at most one 429: until then, Coupa's burst serves both. Coupa"
                        + " counts refused requests too. Then Coupa limits nothing any more; at the end every record was"
                        + " there, once.",
                figures,
                "\n![" + id() + "](" + id() + ".svg)\n");
    }

    private void measure(Session session, Figures figures) {
        int part = session.smoke() ? 10 : 1;
        int seconds = (ALONE + TOGETHER + AFTER) / part;
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults()
                        .users(CEILING * 50 * (seconds + 60))
                        .latency(LATENCY)
                        .limit(CEILING, 20));
        try (Installation installation = new Installation(session.bed(), 1, List.of(coupa));
                TopicTail.Mark before = session.mark(ApplicationRoster.TASK)) {
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, CEILING);
            coupa.log().clear();
            UUID reading = installation.run(tenant, ApplicationRoster.TASK, RunMode.FULL);
            Awaitility.await().until(() -> coupa.log().apiCount() > 0);
            pause(ALONE / part);
            long comes = System.nanoTime();
            coupa.limits().neighbour(0.5);
            pause(TOGETHER / part);
            long leaves = System.nanoTime();
            coupa.limits().neighbour(0);
            pause(AFTER / part);
            if (!installation.runs(reading)) {
                throw new IllegalStateException("The run was over before the neighbour had left for long.");
            }
            judge(session, figures, coupa.log().apiRequests(), comes, leaves);
            coupa.limits().off();
            installation.liftCeilings(ApplicationRoster.TASK, List.of(tenant), 2_000);
            installation.completed(reading, TO_THE_END);
            try (TopicTail tail = before.follow()) {
                tail.requireExactly(Session.keys(
                        List.of(tenant), List.of(coupa), each -> each.data().users()));
            }
        }
    }

    private void judge(Session session, Figures figures, List<LoggedRequest> requests, long comes, long leaves) {
        long begin = requests.get(0).receivedNanos();
        int length = second(requests.get(requests.size() - 1).receivedNanos(), begin);
        double[] good = new double[length + 1];
        double[] refused = new double[length + 1];
        for (LoggedRequest request : requests) {
            // what is still on its way has no status yet
            int status = request.status().orElse(0);
            if (status == 429) {
                refused[second(request.receivedNanos(), begin)]++;
            } else if (status == 200) {
                good[second(request.receivedNanos(), begin)]++;
            }
        }
        int from = second(comes, begin);
        int to = second(leaves, begin);
        double left = CEILING / 2.0;
        figures.add("seconds until it is settled", Reach.atMost(SETTLING, 0), 0, settledAfter(good, refused, from, to));
        figures.add(
                "% of what the neighbour leaves that is used",
                Reach.atLeast(USED, 0), 1, 100 * sum(good, from, to) / (left * (to - from)));
        figures.add(
                "% of requests that get a 429 beside it",
                Reach.below(1, 0), 2, 100 * sum(refused, from, to) / (sum(good, from, to) + sum(refused, from, to)));
        figures.add(
                "seconds until " + USED + " % of the ceiling are back when it has left",
                Reach.atMost(RECOVERY, 0),
                0,
                backAfter(good, to));
        List<Plot.Point> points = new ArrayList<>();
        for (int second = 0; second < length; second++) {
            points.add(new Plot.Point(second, good[second]));
        }
        // of the last run
        session.results()
                .plot(
                        id(),
                        Plot.line("good answers in each second", points, List.of((double) from, (double) to), left));
    }

    private static int second(long nanos, long begin) {
        return (int) ((nanos - begin) / 1_000_000_000L);
    }

    /**
     * In seconds since it came; as long as it stays when it never is. Until the first refusal what Coupa permits at once
     * serves both, and nobody can know of the other.
     */
    static int settledAfter(double[] good, double[] refused, int from, int to) {
        double enough = USED / 100.0 * CEILING / 2 * CALM;
        int second = firstRefusal(refused, from, to);
        while (second + CALM <= to
                && (sum(good, second, second + CALM) < enough || sum(refused, second, second + CALM) > 1)) {
            second++;
        }
        return (second + CALM <= to ? second : to) - from;
    }

    private static int firstRefusal(double[] refused, int from, int to) {
        for (int second = from; second < to; second++) {
            if (refused[second] > 0) {
                return second;
            }
        }
        return from;
    }

    /** The end of the first three seconds whose mean is back; as long as was looked when there are none. */
    static int backAfter(double[] good, int left) {
        for (int second = left; second + 3 <= good.length; second++) {
            if (sum(good, second, second + 3) / 3 >= USED / 100.0 * CEILING) {
                return second + 3 - left;
            }
        }
        return good.length - left;
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int index = Math.max(0, from); index < Math.min(to, values.length); index++) {
            sum += values[index];
        }
        return sum;
    }

    private static void pause(int seconds) {
        try {
            Thread.sleep(seconds * 1_000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
