package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The command helm, run on the chart. */
final class Helm {

    static final Path CHART = Path.of("coupa-bridge");
    static final String RELEASE = "bridge";
    static final String NAMESPACE = "coupa";

    private static final Map<List<String>, List<Manifest>> RENDERED = new ConcurrentHashMap<>();

    private Helm() {}

    /** The example values of the chart: whatever a test says of "each values file" holds for these. */
    static Stream<String> valuesFiles() {
        try (Stream<Path> files = Files.list(CHART)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("values-.*\\.yaml"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many applications a values file installs: the services, and the console if it does not leave it out. */
    static int applications(String valuesFile) {
        return valuesFile.equals("values-local.yaml") ? 3 : 4;
    }

    /** What the chart makes of a values file, and of further arguments such as {@code --set=ingress.enabled=false}. */
    static List<Manifest> render(String valuesFile, String... arguments) {
        List<String> all = new ArrayList<>(List.of(valuesFile));
        all.addAll(List.of(arguments));
        return RENDERED.computeIfAbsent(all, ignored -> {
            Command.Result result = template(valuesFile, arguments);
            assertThat(result.code()).as(result.err()).isZero();
            return Manifest.readAll(result.out());
        });
    }

    static Command.Result template(String valuesFile, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("template", RELEASE, ".", "--namespace", NAMESPACE, "-f", valuesFile));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    static Command.Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("helm"));
        command.addAll(List.of(arguments));
        return Command.run(CHART, ".ci/helm", "version", command);
    }
}
