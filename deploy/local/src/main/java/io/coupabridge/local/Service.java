package io.coupabridge.local;

import io.coupabridge.testing.ServiceEnvironment;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The three services as the demo runs them: from their packaged jars, configured by environment variables alone. */
enum Service {
    TOKEN("token-service", DemoSettings.TOKEN_SERVICE, "token"),
    ROSTER("roster-service", DemoSettings.ROSTER_SERVICE, "roster"),
    EXPENSE("expense-service", DemoSettings.EXPENSE_SERVICE, "expense");

    private final String module;
    private final String portVariable;
    private final String database;

    Service(String module, String portVariable, String database) {
        this.module = module;
        this.portVariable = portVariable;
        this.database = database;
    }

    String module() {
        return module;
    }

    String database() {
        return database;
    }

    String url(DemoSettings settings) {
        return settings.url(portVariable);
    }

    /** The packaged service. */
    Path jar(DemoSettings settings) {
        return settings.project().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** @param jvm options of its JVM beside those of every start */
    ChildProcess start(DemoSettings settings, DemoKeys keys, List<String> simulatedOrigins, List<String> jvm) {
        Path jar = jar(settings);
        if (!jar.toFile().exists()) {
            throw new DemoException(jar + " is missing. Build it with 'mvn -DskipTests package'.");
        }
        List<String> command = new ArrayList<>(
                List.of(Jdk.current().java(), "@" + settings.project().resolve("deploy/jvm.options")));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString()));
        return ChildProcess.start(
                module,
                command,
                environment(settings, keys, simulatedOrigins),
                settings.logs().resolve(module + ".log"),
                "TERM");
    }

    private Map<String, String> environment(DemoSettings settings, DemoKeys keys, List<String> simulatedOrigins) {
        String server = "jdbc:postgresql://127.0.0.1:" + settings.port(DemoSettings.POSTGRES) + "/";
        Map<String, String> environment = ServiceEnvironment.of(
                settings.bootstrapServers(),
                server + database,
                server + "budget",
                keys.postgresPassword(),
                simulatedOrigins);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(settings.port(portVariable)));
        environment.putAll(keysets(keys));
        return environment;
    }

    private Map<String, String> keysets(DemoKeys keys) {
        return switch (this) {
            case TOKEN ->
                Map.of(
                        "COUPABRIDGE_KEYSETS_CLIENT_SECRETS",
                                keys.clientSecrets().toString(),
                        "COUPABRIDGE_KEYSETS_ROSTER_TOKENS", keys.rosterTokens().toString(),
                        "COUPABRIDGE_KEYSETS_EXPENSE_TOKENS",
                                keys.expenseTokens().toString());
            case ROSTER ->
                Map.of("COUPABRIDGE_KEYSETS_TOKENS", keys.rosterTokens().toString());
            case EXPENSE ->
                Map.of("COUPABRIDGE_KEYSETS_TOKENS", keys.expenseTokens().toString());
        };
    }
}
