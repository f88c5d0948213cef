package io.coupabridge.benchmark.subject;

import io.coupabridge.benchmark.bed.Bed;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A program of {@code benchmarks/camel} or {@code benchmarks/spring}, in one of its variants, as a process of its own. It
 * says {@code peer ready}; for each round it waits for a file, works, and says {@code peer done}. In each variant it
 * publishes what this system would, headers included. Its JVM is set up as those of this system's services are.
 */
public final class Peer implements Subject {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(40);

    private final Framework framework;
    private final Variant variant;

    public Peer(Framework framework, Variant variant) {
        this.framework = framework;
        this.variant = variant;
    }

    /** What the program is made with. */
    public enum Framework {
        CAMEL("Apache Camel", "camel", "io.coupabridge.benchmark.camel.CamelPeer"),
        SPRING("Spring Boot", "spring", "io.coupabridge.benchmark.spring.SpringPeer");

        private final String title;
        private final String module;
        private final String mainClass;

        Framework(String title, String module, String mainClass) {
            this.title = title;
            this.module = module;
            this.mainClass = mainClass;
        }
    }

    /** How it is set up. */
    public enum Variant {
        /** As its documentation teaches it. */
        PLAIN,
        /** As fast as an expert makes it by hand. */
        TUNED,
        /** Tuned, and with transactions, a stored checkpoint and change detection with versions, as this system has them. */
        EXACT
    }

    @Override
    public String name() {
        return framework.title + ", " + variant.name().toLowerCase(Locale.ROOT);
    }

    /** Whether it gives the same guarantee as this system. */
    public boolean exact() {
        return variant == Variant.EXACT;
    }

    /** Whether it is made as its documentation teaches it, so that it takes its time. */
    public boolean plain() {
        return variant == Variant.PLAIN;
    }

    @Override
    public Rounds measure(Bed bed, Work work, int rounds) {
        CoupaInstance coupa = work.coupa(bed);
        String tenant = bed.freshName("tenant");
        Path log = bed.path(tenant + ".log");
        String topic = work.task().recordTopic().topicName();
        String go = bed.path(tenant + ".go").toString();
        Map<String, String> environment = environment(bed, work, coupa, tenant, topic);
        environment.put("PEER_GO", go);
        environment.put("PEER_ROUNDS", Integer.toString(rounds));
        Set<String> keys = work.keys(tenant, coupa);
        Sample sample = work.sample(new TenantId(tenant), coupa);
        List<Measurement> measured = new ArrayList<>();
        try (ChildProcess process = ChildProcess.start(name(), command(bed), environment, log, "TERM")) {
            awaitSaid(process, "peer ready", START);
            for (int round = 1; round <= rounds; round++) {
                if (round > 1) {
                    work.renew(coupa);
                    // one that keeps nothing takes each record for a new one each time
                    sample = exact() ? sample : work.sample(new TenantId(tenant), coupa);
                }
                try (Stopwatch watch = new Stopwatch(bed, List.of(process.pid()), coupa, topic, sample)) {
                    Files.createFile(Path.of(go + "." + round));
                    awaitSaid(process, "peer done, round " + round + ":", PATIENCE);
                    measured.add(watch.stop(keys, coupa.log().grantCount()));
                }
            }
            return new Rounds(measured);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitSaid(ChildProcess process, String words, Duration atMost) {
        Awaitility.await(process.name() + " says '" + words + "'")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    List<String> lines = process.lastLines(200);
                    if (lines.stream().anyMatch(line -> line.startsWith("peer failed")) || !process.alive()) {
                        throw new IllegalStateException(process.describeEnd(20));
                    }
                    return lines.stream().anyMatch(line -> line.startsWith(words));
                });
    }

    private List<String> command(Bed bed) {
        Path target =
                bed.project().resolve("benchmarks").resolve(framework.module).resolve("target");
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().java());
        command.addAll(bed.jvm());
        command.addAll(List.of("-cp", jar(target) + ":" + target.resolve("lib") + "/*", framework.mainClass));
        return command;
    }

    private Path jar(Path target) {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches(framework.module + "-peer-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "There is no jar in " + target + ". Build it with 'mvn -DskipTests package'."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment(Bed bed, Work work, CoupaInstance coupa, String tenant, String topic) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PEER_VARIANT", variant.name().toLowerCase(Locale.ROOT));
        environment.put("PEER_COUPA", coupa.origin().toString());
        environment.put("PEER_CLIENT_ID", Bed.CLIENT);
        environment.put("PEER_CLIENT_SECRET", Bed.SECRET);
        environment.put("PEER_SCOPE", work.task().scope());
        environment.put("PEER_RESOURCE", work.task() == ApplicationRoster.TASK ? "users" : "expense_lines");
        environment.put("PEER_TENANT", tenant);
        environment.put("PEER_BOOTSTRAP", bed.bootstrapServers());
        environment.put("PEER_TOPIC", topic);
        environment.put("PEER_RATE", Integer.toString(work.ceiling()));
        environment.put("PEER_LANES", Integer.toString(work.lanes()));
        if (variant == Variant.EXACT) {
            String url = bed.freshDatabase();
            environment.put("PEER_JDBC_URL", url.substring(0, url.indexOf('?')));
            environment.put("PEER_JDBC_USER", "postgres");
            environment.put("PEER_JDBC_PASSWORD", Bed.DATABASE_PASSWORD);
        }
        return environment;
    }
}
