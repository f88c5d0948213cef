package io.coupabridge.testing.kafka;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.coupabridge.testing.process.LoopbackPorts;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Kafka in a container, from any image with Java on the path and Kafka's jars in {@code /opt/kafka/libs}, such as {@code
 * apache/kafka}. Its port on 127.0.0.1 stays the same over restarts. Testcontainers removes it when this JVM ends.
 */
public final class KafkaContainer implements KafkaServer {

    /** The property that names the image. */
    public static final String IMAGE_PROPERTY = "test.images.kafka";

    private static final String SETTINGS = "/tmp/server.properties";
    private static final String DATA = "/tmp/kafka-data";
    private static final String RUN = """
            test -e %2$s/meta.properties || java -cp '/opt/kafka/libs/*' kafka.tools.StorageTool \
            format --cluster-id %3$s --config %1$s
            exec java -Xmx384m -cp '/opt/kafka/libs/*' kafka.Kafka %1$s
            """.formatted(SETTINGS, DATA, Uuid.randomUuid());

    private final int port = LoopbackPorts.free();
    private final GenericContainer<?> container;

    private KafkaContainer(String image) {
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withCreateContainerCmdModifier(create -> create.withEntrypoint("/bin/sh", "-c", RUN)
                        .withCmd(List.of())
                        .withExposedPorts(ExposedPort.tcp(port))
                        .withHostConfig(HostConfig.newHostConfig()
                                .withPortBindings(new PortBinding(
                                        Ports.Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(port)))))
                .withCopyToContainer(
                        Transferable.of(BrokerSettings.properties("0.0.0.0", port, 19_093, DATA)), SETTINGS);
    }

    /** The image that the property names, else Apache's own. */
    public static String image() {
        return System.getProperty(IMAGE_PROPERTY, "apache/kafka:4.1.2");
    }

    /** Starts a broker and returns when it answers. */
    public static KafkaContainer run() {
        KafkaContainer kafka = new KafkaContainer(image());
        kafka.container.start();
        kafka.awaitAnswer();
        return kafka;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void start() {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
        awaitAnswer();
    }

    @Override
    public void stop() {
        container
                .getDockerClient()
                .stopContainerCmd(container.getContainerId())
                .withTimeout(15)
                .exec();
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void pause() {
        container
                .getDockerClient()
                .pauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void resume() {
        container
                .getDockerClient()
                .unpauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void close() {
        container.close();
    }

    private void awaitAnswer() {
        try (BrokerProbe probe = new BrokerProbe(bootstrapServers())) {
            Awaitility.await("Kafka in a container answers on " + bootstrapServers())
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(200))
                    .failFast(() -> {
                        if (!container.isRunning()) {
                            throw new IllegalStateException("Kafka's container ended:\n" + container.getLogs());
                        }
                    })
                    .until(probe::answers);
        }
    }
}
