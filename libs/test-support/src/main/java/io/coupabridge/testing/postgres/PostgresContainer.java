package io.coupabridge.testing.postgres;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.coupabridge.testing.process.LoopbackPorts;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * PostgreSQL in a container, from any image that behaves as {@code postgres} does. Its port on 127.0.0.1 stays the same
 * over restarts. Testcontainers removes it when this JVM ends.
 */
public final class PostgresContainer implements PostgresServer {

    /** The property that names the image. */
    public static final String IMAGE_PROPERTY = "test.images.postgres";

    private static final ExposedPort INSIDE = ExposedPort.tcp(5_432);

    private final int port = LoopbackPorts.free();
    private final String password;
    private final GenericContainer<?> container;

    private PostgresContainer(String image, String password) {
        this.password = password;
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withEnv("POSTGRES_PASSWORD", password)
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300", "-c", "timezone=UTC")
                .withCreateContainerCmdModifier(create -> create.withExposedPorts(INSIDE)
                        .withHostConfig(HostConfig.newHostConfig()
                                .withPortBindings(
                                        new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), INSIDE))));
    }

    /** The image that the property names, else the official one. */
    public static String image() {
        return System.getProperty(IMAGE_PROPERTY, "postgres:17-alpine");
    }

    /** Starts a server and returns when it answers. */
    public static PostgresContainer run(String password) {
        PostgresContainer postgres = new PostgresContainer(image(), password);
        postgres.container.start();
        postgres.awaitAnswer();
        return postgres;
    }

    @Override
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER + "&password=" + password;
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
                .withTimeout(10)
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

    /** The image's first start serves a moment on a socket only, then restarts: what counts is an answer over TCP. */
    private void awaitAnswer() {
        Awaitility.await("PostgreSQL in a container answers on port " + port)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> {
                    if (!container.isRunning()) {
                        throw new IllegalStateException("PostgreSQL's container ended:\n" + container.getLogs());
                    }
                })
                .until(this::answers);
    }
}
