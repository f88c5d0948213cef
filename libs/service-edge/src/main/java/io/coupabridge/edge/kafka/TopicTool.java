package io.coupabridge.edge.kafka;

import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.TopicArguments.Mode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Creates and checks all topics and access rules from the command line. Every service brings it along in its {@code lib/main}. */
public final class TopicTool {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    /** Brokers and login are the shell's variables, so that the lines can be pasted or kept. */
    private static final String KAFKA_ACLS =
            "kafka-acls.sh --bootstrap-server \"$BROKERS\" --command-config \"$CONFIG\" ";

    private static final String USAGE = """
            Usage: java -cp "lib/main/*" %s MODE --bootstrap-server SERVERS [options]
              --check                     name every topic that is missing or is not as it should be
              --create                    create the topics that are missing, then check all
              --print-acls                print what makes the access rules, with $BROKERS and $CONFIG; needs no broker
              --bootstrap-server SERVERS  addresses of brokers
              --config FILE               properties of the connection, such as security.protocol and sasl.jaas.config
              --replicas N                replicas of each topic; 3 if absent
              --min-insync N              min.insync.replicas of each topic; 2 if absent
              --acls                      do the same with the services' access rules
              --principal SERVICE=NAME    who the service is for the brokers; User:SERVICE if absent
              --help                      show this text
            Names, partitions and settings of the topics are part of Coupa Bridge, and no options.
            It changes no topic that exists, and takes no access rule away. The exit code is 0 only if all is as it should be.
            Examples:
              --check --bootstrap-server kafka-1:9092,kafka-2:9092 --config kafka.properties
              --create --bootstrap-server 127.0.0.1:9092 --replicas 1 --min-insync 1
              --create --acls --bootstrap-server kafka-1:9092 --config admin.properties \\
                --principal token-service=User:CN=token-service
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
            return act(TopicArguments.of(args), out, err);
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

    private static int act(TopicArguments arguments, PrintStream out, PrintStream err) {
        KafkaAcls acls = new KafkaAcls(KafkaRights.all(), arguments.principals());
        if (arguments.mode() == Mode.PRINT_ACLS) {
            acls.arguments().forEach(each -> out.println(KAFKA_ACLS + each));
            return DONE;
        }
        boolean create = arguments.mode() == Mode.CREATE;
        List<String> troubles = topics(arguments, create, out);
        if (arguments.acls()) {
            troubles.addAll(acls(acls, arguments, create, out));
        }
        troubles.forEach(err::println);
        return troubles.isEmpty() ? DONE : FAILED;
    }

    private static List<String> topics(TopicArguments arguments, boolean create, PrintStream out) {
        try (TopicAdmin topics = new TopicAdmin(arguments.connection(), arguments.replicas(), arguments.minInsync())) {
            if (create) {
                topics.createMissing(Topic.all()).forEach(topic -> out.println("Created " + topic + "."));
            }
            List<String> troubles = new ArrayList<>(topics.troubles(Topic.all()).values());
            if (troubles.isEmpty()) {
                out.println("All " + Topic.all().size() + " topics are as they should be.");
            }
            troubles.addAll(topics.troublesOfBrokers(out::println));
            return troubles;
        }
    }

    private static List<String> acls(KafkaAcls acls, TopicArguments arguments, boolean create, PrintStream out) {
        try (Admin admin = Admin.create(arguments.connection())) {
            if (create) {
                acls.createMissing(admin).forEach(acl -> out.println("Created the access rule: " + acl + "."));
            }
            List<String> troubles = acls.troubles(admin);
            if (troubles.isEmpty()) {
                out.println("All " + acls.count() + " access rules are as they should be.");
            }
            return troubles;
        }
    }
}
