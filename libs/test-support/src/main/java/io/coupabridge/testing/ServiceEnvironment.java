package io.coupabridge.testing;

import io.coupabridge.contracts.Task;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.testing.postgres.ServiceDatabase;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The environment variables with which every packaged service runs on this machine. */
public final class ServiceEnvironment {

    private ServiceEnvironment() {}

    /** The environment variable of a setting, such as {@code COUPABRIDGE_WORKER_COUNT}. */
    public static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /**
     * Without port and keysets, in a map to add to.
     *
     * @param issuer URL of the issuer of callers' tokens
     * @param database the service's own
     * @param budget the request budget's
     * @param origins to which tenants may point beside Coupa's own
     */
    public static Map<String, String> of(
            String issuer,
            String bootstrapServers,
            ServiceDatabase database,
            ServiceDatabase budget,
            Collection<String> origins) {
        Map<String, String> environment = ofConsole(issuer, bootstrapServers, database);
        budget.settings("budget").forEach((setting, value) -> environment.put(variable(setting), value));
        environment.put("COUPABRIDGE_ALLOWED_ORIGINS", String.join(",", origins));
        return environment;
    }

    /** The same for the console, which sends nothing to Coupa; without its login, too. */
    public static Map<String, String> ofConsole(String issuer, String bootstrapServers, ServiceDatabase database) {
        Map<String, String> environment = new HashMap<>();
        // the profile prod refuses an issuer over http, simulated Coupas and a Kafka without TLS
        environment.put("QUARKUS_PROFILE", "local");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_OIDC_AUTH_SERVER_URL", issuer);
        environment.put("QUARKUS_OIDC_TOKEN_AUDIENCE", TestIssuer.AUDIENCE);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        // nobody sends requests by its readiness
        environment.put("QUARKUS_SHUTDOWN_DELAY", "0s");
        database.settings("").forEach((setting, value) -> environment.put(variable(setting), value));
        return environment;
    }

    /** The keysets of a service that works a task. */
    public static Map<String, String> keysetsOfTaskService(Path tokens, EventKeysets events) {
        return Map.of(
                "COUPABRIDGE_KEYSETS_TOKENS",
                tokens.toString(),
                "COUPABRIDGE_KEYSETS_EVENT_VERIFICATION",
                events.verification().toString());
    }

    /** The keyset of the console without notifications. */
    public static Map<String, String> keysetOfConsole(EventKeysets events) {
        return Map.of(
                "COUPABRIDGE_KEYSETS_EVENT_VERIFICATION", events.verification().toString());
    }

    /** The keysets of token-service, all made anew in a directory. */
    public static Map<String, String> keysetsOfTokenService(Path directory) {
        Map<Task, Path> tokens = new HashMap<>();
        Task.all().forEach(task -> tokens.put(task, keyset(directory, task.shortName())));
        return keysetsOfTokenService(keyset(directory, "client-secrets"), tokens, EventKeysets.in(directory));
    }

    private static Path keyset(Path directory, String name) {
        Path file = directory.resolve(name + ".json");
        KeysetFile.create(file);
        return file;
    }

    /** The keysets of token-service, with that of each task's tokens. */
    public static Map<String, String> keysetsOfTokenService(
            Path clientSecrets, Map<Task, Path> tokens, EventKeysets events) {
        Map<String, String> keysets = new HashMap<>();
        keysets.put("COUPABRIDGE_KEYSETS_CLIENT_SECRETS", clientSecrets.toString());
        keysets.put("COUPABRIDGE_KEYSETS_EVENT_SIGNING", events.signing().toString());
        tokens.forEach((task, file) -> keysets.put(variable(task.keysetSetting()), file.toString()));
        return keysets;
    }
}
