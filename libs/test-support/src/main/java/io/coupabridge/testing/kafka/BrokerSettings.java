package io.coupabridge.testing.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of a single Kafka node that is broker and controller (KRaft), for development and tests. */
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
