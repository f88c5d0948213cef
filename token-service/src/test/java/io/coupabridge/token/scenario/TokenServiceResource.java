package io.coupabridge.token.scenario;

import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.process.LoopbackPorts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Broker, databases, keysets, and the origins on which tests may put simulated Coupas. */
public final class TokenServiceResource implements QuarkusTestResourceLifecycleManager {

    static final String PORTS = "test.coupa.ports";

    private static final int INSTANCES = 60;

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>();
        config.put("kafka.bootstrap.servers", TestKafka.shared().bootstrapServers());
        config.putAll(CoupaBridgeTestResource.datasource(
                "quarkus.datasource", TestPostgres.shared().freshDatabase()));
        config.putAll(CoupaBridgeTestResource.datasource(
                "quarkus.datasource.\"budget\"", TestPostgres.shared().freshDatabase()));
        config.putAll(CoupaBridgeTestResource.keysets("token"));
        String ports = IntStream.range(0, INSTANCES)
                .mapToObj(i -> Integer.toString(LoopbackPorts.free()))
                .distinct()
                .collect(Collectors.joining(","));
        System.setProperty(PORTS, ports);
        config.put("coupabridge.allowed-origins", "http://127.0.0.1:" + ports.replace(",", ",http://127.0.0.1:"));
        // most tests need not wait the five seconds that Coupa asks for; RealRestTest does
        config.put("coupabridge.token.usable-after", "200ms");
        config.put("coupabridge.scheduling.polling", "50ms");
        config.put("coupabridge.grant.timeout", "2s");
        return config;
    }

    @Override
    public void stop() {
        // broker and databases are shared by all tests of the JVM and end with it
    }
}
