package io.coupabridge.token.scenario;

import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** Broker, databases, keysets, and the origins on which tests may put simulated Coupas. */
public final class TokenServiceResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>();
        config.putAll(CoupaBridgeTestResource.sharedIssuer());
        config.put("kafka.bootstrap.servers", TestKafka.shared().bootstrapServers());
        config.putAll(CoupaBridgeTestResource.databases(TestPostgres.shared()));
        config.putAll(CoupaBridgeTestResource.keysets("token"));
        config.putAll(new SimulatorOrigins().start());
        // most tests need not wait the five seconds that Coupa asks for; PackagedServiceIT does
        // tests call one after the other as one operator, faster than any caller
        config.put("coupabridge.http.requests-per-second", "100000");
        config.put("coupabridge.token.usable-after", "200ms");
        config.put("coupabridge.scheduling.polling", "50ms");
        config.put("coupabridge.grant.timeout", "3s");
        config.put("coupabridge.rest.wait-for-verdict", "10s");
        config.put("coupabridge.connect.public-url", "http://localhost:8081");
        config.put("coupabridge.connect.frame-ancestors", "https://app.example.com");
        // tests move the clock by hours, after which every heartbeat would look missed
        config.put("coupabridge.scheduling.heartbeat", "30d");
        return config;
    }

    @Override
    public void stop() {
        // broker and databases are shared by all tests of the JVM and end with it
    }
}
