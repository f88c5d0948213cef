package io.coupabridge.local;

import io.coupabridge.testing.ServiceEnvironment;
import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The console as the demo runs it: from its packaged jar, configured by environment variables alone. */
final class ConsoleApp {

    static final String MODULE = "console";

    /** The role with which it works has the same name. */
    static final String DATABASE = "console";

    private final DemoSettings settings;
    private final DemoKeys keys;

    ConsoleApp(DemoSettings settings, DemoKeys keys) {
        this.settings = settings;
        this.keys = keys;
    }

    ChildProcess start() {
        Path jar = settings.project().resolve(MODULE).resolve("target/quarkus-app/quarkus-run.jar");
        if (!jar.toFile().exists()) {
            throw new DemoException(jar + " is missing. Build it with 'mvn -DskipTests package'.");
        }
        List<String> command = List.of(
                Jdk.current().java(), "@" + settings.project().resolve("deploy/jvm.options"), "-jar", jar.toString());
        return ChildProcess.start(
                MODULE, command, environment(), settings.logs().resolve(MODULE + ".log"), "TERM");
    }

    String url() {
        return settings.url(DemoSettings.CONSOLE);
    }

    String readyUrl() {
        return settings.url(DemoSettings.CONSOLE_MANAGEMENT) + "/q/health/ready";
    }

    private Map<String, String> environment() {
        String server = "jdbc:postgresql://127.0.0.1:" + settings.port(DemoSettings.POSTGRES) + "/";
        ServiceDatabase database =
                new ServiceDatabase(server + DATABASE, DATABASE + "_owner", List.of(DATABASE), keys.postgresPassword());
        Map<String, String> environment =
                ServiceEnvironment.ofConsole(settings.issuer(), settings.bootstrapServers(), database);
        TestIssuer.login(keys.loginSecret())
                .forEach((setting, value) -> environment.put(ServiceEnvironment.variable(setting), value));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(settings.port(DemoSettings.CONSOLE)));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(settings.port(DemoSettings.CONSOLE_MANAGEMENT)));
        environment.put(
                "COUPABRIDGE_KEYSETS_EVENT_VERIFICATION",
                keys.events().verification().toString());
        environment.put(
                "COUPABRIDGE_KEYSETS_NOTIFICATIONS", keys.notifications().toString());
        environment.put("COUPABRIDGE_SERVICES_TOKEN", Service.TOKEN.url(settings));
        Arrays.stream(Service.values())
                .filter(service -> service.task() != null)
                .forEach(service -> addTask(environment, service));
        // so that whoever watches need not wait long
        environment.put("COUPABRIDGE_SCHEDULES_MINIMUM", "PT1M");
        return environment;
    }

    private void addTask(Map<String, String> environment, Service service) {
        String task = service.task().shortName();
        environment.put(ServiceEnvironment.variable("coupabridge.services." + task), service.url(settings));
        // the main job sends its commands itself
        environment.put(ServiceEnvironment.variable("coupabridge.schedules.default." + task), "off");
    }
}
