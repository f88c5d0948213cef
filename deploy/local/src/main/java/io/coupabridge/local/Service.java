package io.coupabridge.local;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.Task;
import io.coupabridge.testing.ServiceEnvironment;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The three services as the demo runs them: from their packaged jars, configured by environment variables alone. */
enum Service {
    TOKEN("token-service", DemoSettings.TOKEN_SERVICE, DemoSettings.TOKEN_MANAGEMENT, "token", null),
    ROSTER(
            "roster-service",
            DemoSettings.ROSTER_SERVICE,
            DemoSettings.ROSTER_MANAGEMENT,
            "roster",
            ApplicationRoster.TASK),
    EXPENSE(
            "expense-service",
            DemoSettings.EXPENSE_SERVICE,
            DemoSettings.EXPENSE_MANAGEMENT,
            "expense",
            ExpenseDiscovery.TASK);

    static final String BUDGET = "budget";

    private final String module;
    private final String portVariable;
    private final String managementVariable;
    private final String database;
    private final Task task;

    /** @param task that it works; null for the one that works none */
    Service(String module, String portVariable, String managementVariable, String database, Task task) {
        this.module = module;
        this.portVariable = portVariable;
        this.managementVariable = managementVariable;
        this.database = database;
        this.task = task;
    }

    String module() {
        return module;
    }

    /** Its own; the role with which it works has the same name. */
    String database() {
        return database;
    }

    /** That it works; null for the one that works none. */
    Task task() {
        return task;
    }

    String url(DemoSettings settings) {
        return settings.url(portVariable);
    }

    /** Where its health and metrics are. */
    String managementUrl(DemoSettings settings) {
        return settings.url(managementVariable);
    }

    /** The packaged service. */
    Path jar(DemoSettings settings) {
        return settings.project().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** @param jvm options of its JVM beside those of every start */
    ChildProcess start(DemoSettings settings, DemoKeys keys, List<String> simulatedOrigins, List<String> jvm) {
        return ChildProcess.start(
                module,
                settings.launcher().isEmpty() ? java(settings, jvm) : launched(settings),
                environment(settings, keys, simulatedOrigins),
                settings.logs().resolve(module + ".log"),
                "TERM");
    }

    private List<String> java(DemoSettings settings, List<String> jvm) {
        Path jar = jar(settings);
        if (!jar.toFile().exists()) {
            throw new DemoException(jar + " is missing. Build it with 'mvn -DskipTests package'.");
        }
        List<String> command = new ArrayList<>(
                List.of(Jdk.current().java(), "@" + settings.project().resolve("deploy/jvm.options")));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private List<String> launched(DemoSettings settings) {
        List<String> command = new ArrayList<>(settings.launcher());
        command.add(module);
        return command;
    }

    private Map<String, String> environment(DemoSettings settings, DemoKeys keys, List<String> simulatedOrigins) {
        String server = "jdbc:postgresql://127.0.0.1:" + settings.port(DemoSettings.POSTGRES) + "/";
        Map<String, String> environment = ServiceEnvironment.of(
                settings.issuer(),
                settings.bootstrapServers(),
                database(server, database, keys),
                database(server, BUDGET, keys),
                simulatedOrigins);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(settings.port(portVariable)));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(settings.port(managementVariable)));
        environment.putAll(keysets(keys));
        return environment;
    }

    private ServiceDatabase database(String server, String name, DemoKeys keys) {
        return new ServiceDatabase(server + name, name + "_owner", List.of(database), keys.postgresPassword());
    }

    private Map<String, String> keysets(DemoKeys keys) {
        return task == null
                ? ServiceEnvironment.keysetsOfTokenService(keys.clientSecrets(), keys.tokens(), keys.events())
                : ServiceEnvironment.keysetsOfTaskService(keys.tokens().get(task), keys.events());
    }
}
