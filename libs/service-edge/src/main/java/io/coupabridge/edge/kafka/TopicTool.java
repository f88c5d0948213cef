package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;

/** Creates and checks all topics from the command line. Every service brings it along in its {@code lib/main}. */
public final class TopicTool {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String CHECK = "--check";
    private static final String CREATE = "--create";

    private static final String USAGE = """
            Usage: java -cp "lib/main/*" %s --check|--create --bootstrap-server SERVERS [options]
              --check                     name every topic that is missing or is not as it should be
              --create                    create the topics that are missing, then check all
              --bootstrap-server SERVERS  addresses of brokers
              --config FILE               properties of the connection, such as security.protocol and sasl.jaas.config
              --replicas N                replicas of each topic; 3 if absent
              --min-insync N              min.insync.replicas of each topic; 2 if absent
              --help                      show this text
            Names, partitions and settings of the topics are part of Coupa Bridge, and no options.
            It changes no topic that exists. The exit code is 0 only if every topic is as it should be.
            Examples:
              --check --bootstrap-server kafka-1:9092,kafka-2:9092 --config kafka.properties
              --create --bootstrap-server 127.0.0.1:9092 --replicas 1 --min-insync 1
            """.formatted(TopicTool.class.getName());

    private TopicTool() {}

    /** Ends the JVM with 0 when all is well, 1 when it is not, 2 when it was called wrongly. */
    public static void main(String[] args) {
        // Kafka's client logs through SLF4J, whose provider does not work outside of a service and says so at length
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length == 1 && args[0].equals("--help")) {
            out.print(USAGE);
            return DONE;
        }
        try {
            return act(Arguments.of(args), out, err);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return MISUSED;
        } catch (IOException e) {
            err.println("The file of --config cannot be read (" + e + ").");
            return FAILED;
        } catch (KafkaException e) {
            err.println(
                    "Kafka does not answer as it should: " + (e.getCause() == null ? e : e.getCause()).getMessage());
            return FAILED;
        }
    }

    private static int act(Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        try (TopicAdmin topics = new TopicAdmin(arguments.connection(), arguments.replicas(), arguments.minInsync())) {
            if (arguments.create()) {
                topics.createMissing(Topic.all()).forEach(topic -> out.println("Created " + topic + "."));
            }
            Map<String, String> troubles = topics.troubles(Topic.all());
            troubles.values().forEach(err::println);
            if (troubles.isEmpty()) {
                out.println("All " + Topic.all().size() + " topics are as they should be.");
            }
            return troubles.isEmpty() ? DONE : FAILED;
        }
    }

    private record Arguments(boolean create, Map<String, Object> connection, int replicas, int minInsync) {

        static Arguments of(String[] args) throws IOException {
            Map<String, String> given = new HashMap<>();
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case CHECK, CREATE -> given.put(args[i], "");
                    case "--bootstrap-server", "--config", "--replicas", "--min-insync" -> {
                        if (i + 1 == args.length) {
                            throw new IllegalArgumentException("A value is missing behind " + args[i] + ".");
                        }
                        given.put(args[i], args[++i]);
                    }
                    default -> throw new IllegalArgumentException("There is no option " + args[i] + ".");
                }
            }
            if (given.containsKey(CHECK) == given.containsKey(CREATE)) {
                throw new IllegalArgumentException("Say either --check or --create.");
            }
            if (!given.containsKey("--bootstrap-server")) {
                throw new IllegalArgumentException("Name the brokers with --bootstrap-server.");
            }
            int replicas = number(given.getOrDefault("--replicas", "3"));
            int minInsync = number(given.getOrDefault("--min-insync", "2"));
            if (minInsync > replicas) {
                throw new IllegalArgumentException("With --replicas " + replicas + " and --min-insync " + minInsync
                        + " nobody could write to the topics.");
            }
            Map<String, Object> connection = properties(given.get("--config"));
            connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, given.get("--bootstrap-server"));
            return new Arguments(given.containsKey(CREATE), connection, replicas, minInsync);
        }

        private static Map<String, Object> properties(String file) throws IOException {
            Map<String, Object> connection = new HashMap<>();
            if (file != null) {
                Properties properties = new Properties();
                try (InputStream in = Files.newInputStream(Path.of(file))) {
                    properties.load(in);
                }
                properties.forEach((name, value) -> connection.put((String) name, value));
            }
            return connection;
        }

        private static int number(String text) {
            if (!text.matches("[1-9][0-9]{0,2}")) {
                throw new IllegalArgumentException("'" + text + "' is no number of replicas.");
            }
            return Integer.parseInt(text);
        }
    }
}
