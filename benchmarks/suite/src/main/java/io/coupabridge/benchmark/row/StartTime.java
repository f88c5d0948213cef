package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.benchmark.report.Table;
import io.coupabridge.local.Demo;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.testing.process.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** From the start of a process to its readiness, its database migrated and its topics checked before. */
final class StartTime implements Row {

    private static final int STARTS = 5;
    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(10);

    @Override
    public String id() {
        return "start";
    }

    @Override
    public String title() {
        return "Ready to work after start, one service";
    }

    @Override
    public void run(Session session) {
        Table table = new Table("Java", "starts from", "seconds", "reach");
        measure(session, Jdk.current(), table);
        if (!Jdk.current().makesAotCache()) {
            Jdk.newestWithAotCache().ifPresent(jdk -> measure(session, jdk, table));
        }
        session.say(table.toString());
        session.results()
                .page(
                        id(),
                        title(),
                        "roster-service as packaged, asked for its readiness every 100 ms, the two other services idle"
                                + " beside it. The archives app.jsa and app.aot are left by `./demo --train`.\n\n"
                                + table);
    }

    private static void measure(Session session, Jdk jdk, Table table) {
        train(session, jdk);
        Path jar = Replica.jar(session.bed().project(), "roster-service");
        String archive = jdk.archive(jar).getFileName().toString();
        // with these it does not start at all without the archive
        String strict = jdk.makesAotCache() ? "-XX:AOTMode=on" : "-Xshare:on";
        table.row(jdk.version(), "the jar alone", seconds(session, jdk, List.of()), jdk.makesAotCache() ? "" : "≤ 3 s");
        table.row(
                jdk.version(),
                archive,
                seconds(session, jdk, List.of(jdk.startingFrom(jar), strict)),
                jdk.makesAotCache() ? "≤ 1.5 s" : "");
    }

    private static String seconds(Session session, Jdk jdk, List<String> options) {
        List<Double> seconds = new ArrayList<>();
        try (Installation installation = new Installation(session.bed(), 1, List.of())) {
            for (int start = 0; start < (session.smoke() ? 1 : STARTS); start++) {
                seconds.add(installation.secondsToRestart(jdk, options));
            }
        }
        return Stats.text(seconds, 2);
    }

    /** What {@code ./demo --train} does, on ports of its own. */
    private static void train(Session session, Jdk jdk) {
        session.say("  training on Java " + jdk.version());
        Map<String, String> ports = new HashMap<>();
        Iterator<Integer> free = Stream.generate(LoopbackPorts::free).distinct().iterator();
        Demo.portVariables().forEach(variable -> ports.put(variable, Integer.toString(free.next())));
        List<String> command = List.of(
                jdk.java(),
                "-Ddemo.project=" + session.bed().project(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName(),
                "--train");
        Path log = session.bed().path(session.bed().freshName("training") + ".log");
        try (ChildProcess training = ChildProcess.start("./demo --train", command, ports, log, "TERM")) {
            if (!training.awaitExit(TRAINING_LIMIT) || training.exitCode() != 0) {
                throw new IllegalStateException(training.describeEnd(20));
            }
        }
    }
}
