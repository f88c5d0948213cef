package io.coupabridge.token.scenario;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

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
        this(Map.of());
    }

    /** @param more settings of every replica */
    public Installation(Map<String, String> more) {
        coupa.client("client", SECRET, Set.of(Coupas.ROSTER, Coupas.EXPENSE));
        settings.put("quarkus.profile", "local");
        settings.putAll(CoupaBridgeTestResource.issuer(TestIssuer.sharedUrl()));
        settings.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        settings.putAll(CoupaBridgeTestResource.databases(postgres));
        settings.putAll(CoupaBridgeTestResource.keysets("token"));
        settings.put("coupabridge.allowed-origins", coupa.origin().toString());
        settings.putAll(more);
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

    /** Three that are ready; the first alone makes the tables. */
    public List<Replica> threeReplicas() {
        List<Replica> replicas = List.of(replica("one").awaitReady(), replica("two"), replica("three"));
        replicas.forEach(Replica::awaitReady);
        return replicas;
    }

    public Response connect(Replica replica, String tenant) {
        return Operator.given()
                .contentType("application/json")
                .body(Map.of("baseUrl", coupa.origin().toString(), "clientId", "client", "clientSecret", SECRET))
                .put(replica.url() + "/api/v1/tenants/" + tenant + "/connection");
    }

    public Response setCeiling(Replica replica, String tenant, int ceiling) {
        return Operator.given()
                .contentType("application/json")
                .body(Map.of("requestsPerSecond", ceiling))
                .put(replica.url() + "/api/v1/tenants/" + tenant + "/request-ceiling");
    }

    public Response delete(Replica replica, String tenant) {
        return Operator.given().delete(replica.url() + "/api/v1/tenants/" + tenant + "/connection");
    }

    public Response verify(Replica replica, String tenant) {
        return Operator.given().post(replica.url() + "/api/v1/tenants/" + tenant + "/connection/verify");
    }

    /** Coupa answered 401 to this version of the tenant's token; so many workers say so. */
    public void reject(String tenant, Task task, long version, int times) {
        try (TopicReader reader = TopicReader.open(kafka.bootstrapServers(), task.tokenTopic());
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            TokenEvent token = reader.await(
                            record -> tenant.equals(record.key())
                                    && record.as(TokenEvent.class).tokenVersion() == version,
                            Duration.ofSeconds(20))
                    .as(TokenEvent.class);
            Secret opened = Sealer.fromKeysetFile(Path.of(settings.get(task.keysetSetting())))
                    .open(token.sealedToken(), token.associatedData());
            for (int i = 0; i < times; i++) {
                byte[] value = Workers.rejection(token, opened);
                producer.send(new ProducerRecord<>(Topic.TOKEN_REJECTIONS.topicName(), tenant, value));
            }
        }
    }

    /** The replicas' database. */
    public Connection database() throws SQLException {
        return DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
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
