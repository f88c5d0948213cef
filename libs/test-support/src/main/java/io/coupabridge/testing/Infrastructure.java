package io.coupabridge.testing;

import io.coupabridge.testing.kafka.BrokerClasses;
import io.coupabridge.testing.kafka.KafkaContainer;
import io.coupabridge.testing.kafka.KafkaProcess;
import io.coupabridge.testing.kafka.KafkaServer;
import io.coupabridge.testing.postgres.PostgresContainer;
import io.coupabridge.testing.postgres.PostgresProcess;
import io.coupabridge.testing.postgres.PostgresServer;
import io.coupabridge.testing.process.LoopbackPorts;
import java.nio.file.Path;
import java.util.Locale;

/** Where the tests' Kafka and PostgreSQL run: {@code -Dtest.infrastructure=auto|containers|embedded}. */
public enum Infrastructure {
    /** In containers of a Docker engine. */
    CONTAINERS {
        @Override
        KafkaServer startKafka() {
            KafkaServer broker = KafkaContainer.run();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
            return broker;
        }

        @Override
        PostgresServer startPostgres(String password) {
            PostgresServer server = PostgresContainer.run(password);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    },
    /** As processes of this machine. */
    EMBEDDED {
        @Override
        KafkaServer startKafka() {
            BrokerClasses.makeArchive();
            Path directory = TemporaryDirectory.create("kafka");
            KafkaServer broker =
                    KafkaProcess.start(directory.resolve("node"), directory.resolve("kafka.log"), LoopbackPorts.free());
            TemporaryDirectory.deleteAtExit(directory, broker::kill);
            return broker;
        }

        @Override
        PostgresServer startPostgres(String password) {
            Path directory = TemporaryDirectory.create("postgres");
            PostgresServer server = PostgresProcess.start(
                    directory.resolve("data"),
                    directory.resolve("postgres.log"),
                    LoopbackPorts.free(),
                    password,
                    false);
            TemporaryDirectory.deleteAtExit(directory, server::kill);
            return server;
        }
    };

    /** The property that chooses; {@code auto} when absent. */
    public static final String PROPERTY = "test.infrastructure";

    abstract KafkaServer startKafka();

    abstract PostgresServer startPostgres(String password);

    /**
     * What the property says. {@code auto} means containers where a Docker engine answers and has the images or gets
     * them, else embedded.
     */
    public static Infrastructure chosen() {
        return Choice.MADE;
    }

    static Infrastructure of(String wanted) {
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "containers" -> CONTAINERS;
            case "embedded" -> EMBEDDED;
            case "auto" -> DockerEngine.servesTheImages() ? CONTAINERS : EMBEDDED;
            default ->
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + "=" + wanted + " is not one of auto, containers, embedded.");
        };
    }

    private static final class Choice {
        static final Infrastructure MADE = of(System.getProperty(PROPERTY, "auto"));
    }
}
