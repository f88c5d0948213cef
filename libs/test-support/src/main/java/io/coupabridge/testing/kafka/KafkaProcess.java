package io.coupabridge.testing.kafka;

import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import io.coupabridge.testing.process.LoopbackPorts;
import io.coupabridge.testing.process.StartUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.Uuid;

/**
 * Kafka as a process of its own: one KRaft node on 127.0.0.1, without TLS unless it has a {@link SecureListener} too. Its data directory survives a
 * {@link #kill()}; the port stays the same over restarts. It does not outlive this JVM.
 */
public final class KafkaProcess implements KafkaServer {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);

    private final Path directory;
    private final Path log;
    private final int port;
    private final String clusterId;
    private final UnaryOperator<String> settings;
    private ChildProcess process;

    /** @param settings the node's properties, by its data directory */
    KafkaProcess(Path directory, Path log, int port, String clusterId, UnaryOperator<String> settings) {
        this.directory = directory.toAbsolutePath();
        this.log = log.toAbsolutePath();
        this.port = port;
        this.clusterId = clusterId;
        this.settings = settings;
    }

    /**
     * Starts the node and returns when it answers.
     *
     * @param directory of its data and settings; made when missing, used as it is when not
     * @param log takes what the node prints
     * @throws IllegalStateException when it does not answer in time; the message quotes the log's end
     */
    public static KafkaProcess start(Path directory, Path log, int port) {
        return start(directory, log, port, null);
    }

    /** The same with one more listener. */
    public static KafkaProcess start(Path directory, Path log, int port, SecureListener secure) {
        UnaryOperator<String> settings = data -> secure == null
                ? BrokerSettings.properties("127.0.0.1", port, LoopbackPorts.free(), data)
                : BrokerSettings.properties(secure, port, LoopbackPorts.free(), data);
        KafkaProcess kafka =
                new KafkaProcess(directory, log, port, Uuid.randomUuid().toString(), settings);
        kafka.start();
        return kafka;
    }

    @Override
    public synchronized void start() {
        if (begin()) {
            awaitAnswer();
        }
    }

    /** Starts it without waiting: a node of a cluster answers only with others. @return false when it runs already */
    synchronized boolean begin() {
        return begin(BrokerClasses.options());
    }

    /** @param classes options of its Java that say where its classes are */
    synchronized boolean begin(List<String> classes) {
        if (process != null && process.alive()) {
            return false;
        }
        Path data = directory.resolve("data");
        Path file = directory.resolve("server.properties");
        try {
            Files.createDirectories(directory);
            Files.writeString(file, settings.apply(data.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = ChildProcess.start("Kafka", command(classes, file, data), Map.of(), log, "TERM");
        return true;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public synchronized void stop() {
        process.stop(STOP_GRACE);
    }

    @Override
    public synchronized void kill() {
        process.kill();
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    @Override
    public void close() {
        stop();
    }

    private List<String> command(List<String> classes, Path file, Path data) {
        List<String> command = new ArrayList<>(List.of(
                Jdk.current().java(),
                "-Xms64m",
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        command.addAll(classes);
        command.addAll(List.of(KafkaNode.class.getName(), file.toString(), data.toString(), clusterId));
        return command;
    }

    void awaitAnswer() {
        StartUp.await(process, START_LIMIT, () -> LoopbackPorts.isServed(port));
        try (BrokerProbe probe = new BrokerProbe(bootstrapServers())) {
            StartUp.await(process, START_LIMIT, probe::answers);
        }
    }
}
