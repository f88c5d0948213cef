package io.coupabridge.testing.kafka;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings of Kafka nodes that are broker and controller (KRaft), for development and tests: one alone, or a cluster. */
public final class BrokerSettings {

    private BrokerSettings() {}

    /**
     * The node's {@code server.properties}.
     *
     * @param bind the address to listen on; clients are told 127.0.0.1
     * @param port of the clients' listener, without TLS
     */
    public static String properties(String bind, int port, int controllerPort, String logDirectory) {
        return text(plain(bind, port, controllerPort, logDirectory));
    }

    /** The same on loopback with one more listener, whose users may do what they are allowed to. */
    static String properties(SecureListener secure, int port, int controllerPort, String logDirectory) {
        Map<String, String> settings = plain("127.0.0.1", port, controllerPort, logDirectory);
        settings.compute("listeners", (name, plain) -> plain + "," + secure.address());
        settings.compute("advertised.listeners", (name, plain) -> plain + "," + secure.address());
        settings.compute("listener.security.protocol.map", (name, plain) -> plain + ",SASL_SSL:SASL_SSL");
        settings.putAll(secure.settings());
        return text(settings);
    }

    /**
     * Those of one node of a cluster, as docs/operate.md asks for: each write has two of three replicas, also of Kafka's own
     * topics. What Kafka has a default for stays as it is: its stalls are those of production.
     *
     * @param id from 1
     * @param controllers the port of each node's controller
     */
    static String ofCluster(int id, int port, List<Integer> controllers, String logDirectory) {
        Map<String, String> settings = plain("127.0.0.1", port, controllers.get(id - 1), logDirectory);
        settings.put("node.id", Integer.toString(id));
        settings.put(
                "controller.quorum.voters",
                IntStream.rangeClosed(1, controllers.size())
                        .mapToObj(node -> node + "@127.0.0.1:" + controllers.get(node - 1))
                        .collect(Collectors.joining(",")));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "3");
        }
        // controllers vote before they can know an access rule
        settings.put("super.users", "User:ANONYMOUS");
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("share.coordinator.state.topic.min.isr", "2");
        settings.put("default.replication.factor", "3");
        settings.put("min.insync.replicas", "2");
        settings.put("unclean.leader.election.enable", "false");
        settings.remove("metadata.max.idle.interval.ms");
        settings.remove("broker.session.timeout.ms");
        settings.remove("broker.heartbeat.interval.ms");
        settings.remove("transaction.abort.timed.out.transaction.cleanup.interval.ms");
        return text(settings);
    }

    private static Map<String, String> plain(String bind, int port, int controllerPort, String logDirectory) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", "PLAINTEXT://" + bind + ":" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", logDirectory);
        settings.put("auto.create.topics.enable", "false");
        // everybody may do everything, until somebody says otherwise
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("allow.everyone.if.no.acl.found", "true");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "8");
        // the page's number of a tenant and task is an offset that must outlive an idle month
        settings.put("offsets.retention.minutes", Integer.toString(60 * 24 * 60));
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "8");
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // a node that was killed may register again only after its old session has ended
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        // it writes nothing down while nothing changes
        settings.put("metadata.max.idle.interval.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", "8388608");
        settings.put("log.index.size.max.bytes", "1048576");
        // whoever counts records finds those that came twice, however late it looks
        settings.put("log.cleaner.min.compaction.lag.ms", Integer.toString(24 * 60 * 60 * 1_000));
        return settings;
    }

    private static String text(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
