package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.ProcessMeter;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.benchmark.report.Stats;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.local.Demo;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.testing.process.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** From the start of a process to its readiness, its database migrated and its topics checked before; and what it holds. */
final class StartTime implements Row {

    private static final int STARTS = 5;
    private static final int LOAD = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Reach ON_17 = Reach.atMost(3, 0);
    private static final Reach FROM_CACHE = Reach.atMost(1.5, 1);
    private static final Reach MEMORY = Reach.atMost(360, 0);
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
        Figures figures = new Figures();
        Jdk current = Jdk.current();
        measure(session, current, figures);
        if (!current.makesAotCache()) {
            Jdk.newestWithAotCache().ifPresent(jdk -> measure(session, jdk, figures));
        }
        session.page(
                this,
                "roster-service as packaged, asked for its readiness every 100 ms, the two other services idle beside it."
                        + " The archives app.jsa and app.aot are left by `./demo --train`. Loaded is what it holds at most"
                        + " while it reads " + Stats.number(session.sized(LOAD), 0)
                        + " users as fast as it can, each of which was"
                        + " published once, with `deploy/jvm.options`, which say `-Xmx256m`; what many tenants at once make of"
                        + " it is in the rows many-tenants and growth.",
                figures,
                "");
    }

    private static void measure(Session session, Jdk jdk, Figures figures) {
        train(session, jdk);
        Path jar = Replica.jar(session.bed().project(), "roster-service");
        String archive = jdk.archive(jar).getFileName().toString();
        // with these it does not start at all without the archive
        String strict = jdk.makesAotCache() ? "-XX:AOTMode=on" : "-Xshare:on";
        String java = ", Java " + jdk.version();
        start(session, jdk, List.of(), "the jar alone" + java, jdk.makesAotCache() ? Reach.NONE : ON_17, figures);
        start(
                session,
                jdk,
                List.of(jdk.startingFrom(jar), strict),
                archive + java,
                jdk.makesAotCache() ? FROM_CACHE : ON_17,
                figures);
    }

    private static void start(
            Session session, Jdk jdk, List<String> options, String from, Reach reach, Figures figures) {
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults().users(session.sized(LOAD)).expenseLines(0));
        try (Installation installation = new Installation(session.bed(), 1, List.of(coupa));
                TopicTail.Mark before = session.mark(ApplicationRoster.TASK)) {
            for (int start = 0; start < (session.smoke() ? 1 : STARTS); start++) {
                figures.add("seconds from " + from, reach, 2, installation.secondsToRestart(jdk, options));
            }
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, 25);
            installation.liftCeilings(ApplicationRoster.TASK, List.of(tenant), 2_000);
            installation.completed(installation.run(tenant, ApplicationRoster.TASK, RunMode.FULL), PATIENCE);
            figures.add(
                    "RSS loaded, MB, from " + from,
                    MEMORY,
                    0,
                    ProcessMeter.mostResidentMegabytes(installation.pids(ApplicationRoster.TASK)));
            try (TopicTail tail = before.follow()) {
                tail.requireExactly(Session.keys(
                        List.of(tenant), List.of(coupa), each -> each.data().users()));
            }
        }
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
