package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.report.Plot;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
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
        int part = session.smoke() ? 10 : 1;
        int seconds = (ALONE + TOGETHER + AFTER) / part;
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults()
                        .users(CEILING * 50 * (seconds + 60))
                        .latency(LATENCY)
                        .limit(CEILING, 20));
        try (Installation installation = new Installation(session.bed(), 1, List.of(coupa))) {
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, CEILING);
            coupa.log().clear();
            UUID reading = installation.run(tenant, Task.APPLICATION_ROSTER, RunMode.FULL);
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
            write(session, coupa.log().apiRequests(), comes, leaves);
        }
    }

    private void write(Session session, List<LoggedRequest> requests, long comes, long leaves) {
        long begin = requests.get(0).receivedNanos();
        int length = (int) ((requests.get(requests.size() - 1).receivedNanos() - begin) / 1_000_000_000L);
        double[] good = new double[length + 1];
        double[] refused = new double[length + 1];
        for (LoggedRequest request : requests) {
            int second = (int) ((request.receivedNanos() - begin) / 1_000_000_000L);
            // what is still on its way has no status yet
            int status = request.status().orElse(0);
            if (status == 429) {
                refused[second]++;
            } else if (status == 200) {
                good[second]++;
            }
        }
        int from = (int) ((comes - begin) / 1_000_000_000L);
        int to = (int) ((leaves - begin) / 1_000_000_000L);
        double left = CEILING / 2.0;
        double sent = sum(good, from, to) + sum(refused, from, to);
        Table table = new Table("figure", "reach", "measured");
        table.row("first 10 s: requests that get a 429", "–", Stats.number(sum(refused, from, from + SETTLING), 0));
        table.row(
                "used of what the neighbour leaves, from then on",
                "≥ 90 %",
                Stats.number(100 * sum(good, from + SETTLING, to) / (left * (to - from - SETTLING)), 1) + " %");
        table.row(
                "requests that get a 429, from then on",
                "< 1 %",
                Stats.number(
                                100
                                        * sum(refused, from + SETTLING, to)
                                        / Math.max(
                                                1, sum(good, from + SETTLING, to) + sum(refused, from + SETTLING, to)),
                                2)
                        + " %");
        table.row(
                "requests that get a 429, the settling included",
                "–",
                Stats.number(100 * sum(refused, from, to) / sent, 2) + " %");
        table.row("back at 90 % of the ceiling after it left", "≤ " + RECOVERY + " s", backAfter(good, to));
        session.say(table.toString());
        List<Plot.Point> points = new ArrayList<>();
        for (int second = 0; second < length; second++) {
            points.add(new Plot.Point(second, good[second]));
        }
        session.results()
                .page(
                        id(),
                        title(),
                        "One tenant's roster at 100 ms a request. The neighbour comes after " + ALONE
                                + " s, stays for " + TOGETHER + " s, and leaves (the two marks).\n\n" + table
                                + session.results()
                                        .plot(
                                                id(),
                                                Plot.line(
                                                        "good answers in each second",
                                                        points,
                                                        List.of((double) from, (double) to),
                                                        left)));
    }

    /** The end of the first three seconds whose mean is back. */
    private static String backAfter(double[] good, int left) {
        for (int second = left; second + 3 <= good.length; second++) {
            if (sum(good, second, second + 3) / 3 >= 0.9 * CEILING) {
                return second + 3 - left + " s";
            }
        }
        return "not within " + (good.length - left) + " s";
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
