package io.coupabridge.testing;

import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.testing.keycloak.KeycloakRealm;
import io.coupabridge.testing.keycloak.KeycloakServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a service needs to run in a {@code @QuarkusTest}: the shared Kafka with all topics, fresh databases for its
 * ledger and the request budget, the issuer of its callers' tokens, and keysets. The argument {@code service} says which keysets: {@code token},
 * {@code console}, a task's short name such as {@code roster}, or none when it is absent.
 *
 * <p>{@code @QuarkusTestResource(value = CoupaBridgeTestResource.class, initArgs = @ResourceArg(name = "service", value =
 * "roster"))}
 */
public final class CoupaBridgeTestResource implements QuarkusTestResourceLifecycleManager {

    private String service = "";

    @Override
    public void init(Map<String, String> arguments) {
        service = arguments.getOrDefault("service", "");
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.devservices.enabled", "false");
        config.putAll(sharedIssuer());
        config.put("kafka.bootstrap.servers", TestKafka.shared().bootstrapServers());
        config.putAll(databases(TestPostgres.shared()));
        config.putAll(keysets(service));
        if (service.equals("console")) {
            // one login of a test turns pages faster than people do
            config.put("coupabridge.http.requests-per-second", "100000");
            config.putAll(TestIssuer.login("a-secret-for-tests-that-nobody-asks-for"));
            // only what a test sends is sent, unless its profile says otherwise
            Task.all().forEach(task -> config.put("coupabridge.schedules.default." + task.shortName(), "off"));
        }
        return config;
    }

    @Override
    public void stop() {
        // broker and server are shared by all tests of the JVM and end with it
    }

    /** The configuration keys of the JVM's issuer of callers' tokens. */
    public static Map<String, String> sharedIssuer() {
        Map<String, String> config = new HashMap<>(issuer(TestIssuer.sharedUrl()));
        if (KeycloakServer.isThere()) {
            config.put("quarkus.oidc.roles.role-claim-path", KeycloakRealm.ROLES);
            config.put("coupabridge.access.tenants-claim", KeycloakRealm.TENANTS);
        }
        return config;
    }

    /** The configuration keys of a {@link TestIssuer}. */
    public static Map<String, String> issuer(String url) {
        return Map.of("quarkus.oidc.auth-server-url", url, "quarkus.oidc.token.audience", TestIssuer.AUDIENCE);
    }

    /** The configuration keys of fresh databases: the service's own, and the request budget's. */
    public static Map<String, String> databases(TestPostgres postgres) {
        Map<String, String> config = new HashMap<>(postgres.serviceDatabase().settings(""));
        config.putAll(postgres.serviceDatabase().settings("budget"));
        return config;
    }

    /** The configuration keys of a datasource with the JDBC URL, in which one role does everything. */
    public static Map<String, String> datasource(String prefix, String jdbcUrl) {
        return Map.of(
                prefix + ".jdbc.url", jdbcUrl,
                prefix + ".username", TestPostgres.USER,
                prefix + ".password", TestPostgres.PASSWORD);
    }

    /** The configuration keys of a service's keysets, with a file of its own made for each. */
    public static Map<String, String> keysets(String service) {
        if (service.isEmpty()) {
            return Map.of();
        }
        if (service.equals("token")) {
            Map<String, String> keysets = new HashMap<>();
            keysets.put("coupabridge.keysets.client-secrets", freshKeyset("client-secrets"));
            Task.all().forEach(task -> keysets.put(task.keysetSetting(), freshKeyset(task.shortName())));
            keysets.put(
                    "coupabridge.keysets.event-signing",
                    EventKeysets.in(freshDirectory()).signing().toString());
            return keysets;
        }
        if (service.equals("console")) {
            return Map.of(
                    "coupabridge.keysets.event-verification",
                    EventKeysets.in(freshDirectory()).verification().toString());
        }
        if (Task.all().stream().anyMatch(task -> task.shortName().equals(service))) {
            return Map.of(
                    "coupabridge.keysets.tokens",
                    freshKeyset(service),
                    "coupabridge.keysets.event-verification",
                    EventKeysets.in(freshDirectory()).verification().toString());
        }
        throw new IllegalArgumentException("No service is called " + service + ".");
    }

    private static String freshKeyset(String name) {
        Path file = freshDirectory().resolve(name + ".json");
        KeysetFile.create(file);
        return file.toString();
    }

    private static Path freshDirectory() {
        Path directory = TemporaryDirectory.create("keys");
        TemporaryDirectory.deleteAtExit(directory, () -> {});
        return directory;
    }
}
