package io.coupabridge.token.scenario;

import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A broker, a database server and a Coupa of one's own, and the settings with which replicas use them. */
public final class Installation implements AutoCloseable {

    public static final String SECRET = "the-secret";

    private final TestKafka kafka = TestKafka.start().createTopics();
    private final TestPostgres postgres = TestPostgres.start();
    private final CoupaSimulator simulator = CoupaSimulator.start();
    private final CoupaInstance coupa =
            simulator.instance("acme", InstanceSpec.defaults().users(5).expenseLines(10));
    private final Map<String, String> settings = new HashMap<>();

    public Installation() {
        coupa.client("client", SECRET, Set.of(Coupas.ROSTER, Coupas.EXPENSE));
        settings.put("quarkus.profile", "local");
        settings.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        settings.putAll(CoupaBridgeTestResource.datasource("quarkus.datasource", postgres.freshDatabase()));
        settings.putAll(CoupaBridgeTestResource.datasource("quarkus.datasource.\"budget\"", postgres.freshDatabase()));
        settings.putAll(CoupaBridgeTestResource.keysets("token"));
        settings.put("coupabridge.allowed-origins", coupa.origin().toString());
    }

    public TestKafka kafka() {
        return kafka;
    }

    public TestPostgres postgres() {
        return postgres;
    }

    public CoupaInstance coupa() {
        return coupa;
    }

    /** A copy to change. */
    public Map<String, String> settings() {
        return new HashMap<>(settings);
    }

    public Replica replica(String name) {
        return Replica.start(name, settings);
    }

    public Response connect(Replica replica, String tenant) {
        return RestAssured.given()
                .contentType("application/json")
                .body(Map.of("baseUrl", coupa.origin().toString(), "clientId", "client", "clientSecret", SECRET))
                .put(replica.url() + "/api/v1/tenants/" + tenant + "/connection");
    }

    public Response setCeiling(Replica replica, String tenant, int ceiling) {
        return RestAssured.given()
                .contentType("application/json")
                .body(Map.of("requestsPerSecond", ceiling))
                .put(replica.url() + "/api/v1/tenants/" + tenant + "/request-ceiling");
    }

    public Response verify(Replica replica, String tenant) {
        return RestAssured.given().post(replica.url() + "/api/v1/tenants/" + tenant + "/connection/verify");
    }

    /** The tenant's records on a topic, in order. */
    public List<TopicRecord> records(Topic topic, String tenant) {
        return TopicReader.readAll(kafka.bootstrapServers(), topic).stream()
                .filter(r -> tenant.equals(r.key()))
                .toList();
    }

    @Override
    public void close() {
        simulator.close();
        postgres.close();
        kafka.close();
    }
}
