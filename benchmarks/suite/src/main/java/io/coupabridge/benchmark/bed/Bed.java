package io.coupabridge.benchmark.bed;

import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.kafka.KafkaProcess;
import io.coupabridge.testing.postgres.PostgresProcess;
import io.coupabridge.testing.process.LoopbackPorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What all systems work on: a broker and a database server as processes of their own, and the simulator in this JVM, so
 * that its clock is the benchmark's. Databases, instances and topics are new for each measurement. Not thread-safe.
 */
public final class Bed implements AutoCloseable {

    public static final String CLIENT = "benchmark";
    public static final String SECRET = "a-secret-of-the-benchmark";

    public static final String DATABASE_PASSWORD = "benchmark";

    private static final int REQUESTS_KEPT = 200_000;
    private static final Set<String> BOTH_SCOPES = Set.of("core.user.read", "core.expense.read");

    private final Path project;
    private final Path directory;
    private final KafkaProcess kafka;
    private final PostgresProcess postgres;
    private final CoupaSimulator simulator = CoupaSimulator.start();
    private int names;

    /** @param project the checkout's directory, in which everything is built */
    public Bed(Path project) {
        this.project = project.toAbsolutePath().normalize();
        try {
            Path target = Files.createDirectories(this.project.resolve("benchmarks/suite/target"));
            this.directory = Files.createTempDirectory(target, "bed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.kafka =
                KafkaProcess.start(directory.resolve("kafka"), directory.resolve("kafka.log"), LoopbackPorts.free());
        this.postgres = PostgresProcess.start(
                directory.resolve("postgres"),
                directory.resolve("postgres.log"),
                LoopbackPorts.free(),
                DATABASE_PASSWORD,
                true);
        TestKafka.createTopics(bootstrapServers());
    }

    /** The options of every JVM that is measured: those with which this system's services run. */
    public List<String> jvm() {
        return List.of("@" + project.resolve("deploy/jvm.options"));
    }

    public Path project() {
        return project;
    }

    /** A file or directory of this run, such as a log. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** A name that nothing else of this run has. */
    public String freshName(String purpose) {
        return purpose + "-" + ++names;
    }

    /** The JDBC URL of a new database, with user and password. */
    public String freshDatabase() {
        String name = "d" + UUID.randomUUID().toString().replace("-", "");
        postgres.createDatabase(name);
        return postgres.jdbcUrl(name);
    }

    /** A new Coupa with a client for both tasks. */
    public CoupaInstance coupa(InstanceSpec spec) {
        CoupaInstance coupa = simulator.instance(freshName("coupa"), spec);
        coupa.client(CLIENT, SECRET, BOTH_SCOPES);
        coupa.log().keep(REQUESTS_KEPT);
        return coupa;
    }

    /** What the broker keeps on its disk. */
    public long brokerBytes() {
        try (Stream<Path> files = Files.walk(directory.resolve("kafka"))) {
            // a file may go while it is looked at
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Long> brokerPids() {
        return List.of(kafka.process().pid());
    }

    public List<Long> databasePids() {
        return List.of(postgres.process().pid());
    }

    @Override
    public void close() {
        simulator.close();
        kafka.close();
        postgres.close();
        // the logs stay
        delete(directory.resolve("kafka"));
        delete(directory.resolve("postgres"));
    }

    private static void delete(Path data) {
        try (Stream<Path> walk = Files.walk(data)) {
            for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("benchmark: " + data + " could not be deleted: " + e);
        }
    }
}
