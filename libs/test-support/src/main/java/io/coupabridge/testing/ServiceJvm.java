package io.coupabridge.testing;

import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.testing.postgres.ServiceDatabase;
import io.coupabridge.testing.process.ClassArchive;
import io.coupabridge.testing.process.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** The Java of packaged services in tests. */
public final class ServiceJvm {

    private static final String TOKEN_SERVICE = "token-service";
    private static final String CONSOLE = "console";
    private static final String NOBODY = "127.0.0.1:9";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<Path, List<String>> ARCHIVES = new ConcurrentHashMap<>();

    private ServiceJvm() {}

    /** The options of production. @param project the checkout's directory */
    public static List<String> options(Path project) {
        return List.of("@" + project.resolve("deploy/jvm.options"));
    }

    /**
     * The same and more, for a service that is started often: from an archive of its classes. The first of a build to ask
     * has it made, which takes a few seconds.
     *
     * @param module whose packaged jar runs, such as {@code roster-service}
     * @param more options
     */
    public static List<String> options(Path project, String module, String... more) {
        List<String> options = new ArrayList<>(options(project));
        options.addAll(List.of(more));
        options.addAll(ARCHIVES.computeIfAbsent(Replica.jar(project, module), jar -> archive(project, module, jar)));
        return options;
    }

    private static List<String> archive(Path project, String module, Path jar) {
        Path directory = jar.getParent().resolveSibling("archive");
        return new ClassArchive(directory.resolve("classes.jsa"), jar)
                .options(recording -> train(project, module, recording, directory.resolve("training.log")));
    }

    /** A start without Kafka, PostgreSQL and an issuer gets as far as to wait for them. */
    private static void train(Path project, String module, String recording, Path log) {
        List<String> jvm = new ArrayList<>(options(project));
        jvm.add(recording);
        try (Replica replica = new Replica(project, module, jvm, environment(module), log).start()) {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                replica.requireAlive();
                return replica.health("live").status() == 200;
            });
            replica.health("ready");
            replica.terminate();
            replica.awaitExit(PATIENCE);
        }
    }

    /** What it must be told before it starts. */
    private static Map<String, String> environment(String module) {
        ServiceDatabase none = ServiceDatabase.ofOneRole("jdbc:postgresql://" + NOBODY + "/none", "none", "none");
        Path keys = TemporaryDirectory.create("keys");
        TemporaryDirectory.deleteAtExit(keys, () -> {});
        if (module.equals(CONSOLE)) {
            Map<String, String> environment = ServiceEnvironment.ofConsole("https://" + NOBODY, NOBODY, none);
            TestIssuer.login("a-secret-for-tests-that-nobody-asks-for")
                    .forEach((setting, value) -> environment.put(ServiceEnvironment.variable(setting), value));
            environment.putAll(ServiceEnvironment.keysetOfConsole(EventKeysets.in(keys)));
            return environment;
        }
        Map<String, String> environment = ServiceEnvironment.of("https://" + NOBODY, NOBODY, none, none, List.of());
        environment.putAll(
                module.equals(TOKEN_SERVICE) ? ServiceEnvironment.keysetsOfTokenService(keys) : ofTask(keys));
        return environment;
    }

    private static Map<String, String> ofTask(Path keys) {
        Path tokens = keys.resolve("tokens.json");
        KeysetFile.create(tokens);
        return ServiceEnvironment.keysetsOfTaskService(tokens, EventKeysets.in(keys));
    }
}
