package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The command helm, run on the chart. Where it is not installed, a test that asks for it is skipped; in CI it fails. */
final class Helm {

    static final Path CHART = Path.of("coupa-bridge");
    static final String RELEASE = "bridge";
    static final String NAMESPACE = "coupa";

    private static final Map<List<String>, List<Manifest>> RENDERED = new ConcurrentHashMap<>();

    private Helm() {}

    record Result(int code, String out, String err) {}

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

    /** What the chart makes of a values file, and of further arguments such as {@code --set=ingress.enabled=false}. */
    static List<Manifest> render(String valuesFile, String... arguments) {
        List<String> all = new ArrayList<>(List.of(valuesFile));
        all.addAll(List.of(arguments));
        return RENDERED.computeIfAbsent(all, ignored -> {
            Result result = template(valuesFile, arguments);
            assertThat(result.code()).as(result.err()).isZero();
            return Manifest.readAll(result.out());
        });
    }

    static Result template(String valuesFile, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("template", RELEASE, ".", "--namespace", NAMESPACE, "-f", valuesFile));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    static Result run(String... arguments) {
        installed();
        return execute(arguments);
    }

    private static void installed() {
        boolean there;
        try {
            there = execute("version").code() == 0;
        } catch (UncheckedIOException e) {
            there = false;
        }
        assertThat(there || !"true".equals(System.getenv("CI")))
                .as("helm is on the PATH of CI")
                .isTrue();
        assumeTrue(there, "helm is not on the PATH; .ci/helm brings it");
    }

    private static Result execute(String... arguments) {
        List<String> command = new ArrayList<>(List.of("helm"));
        command.addAll(List.of(arguments));
        try {
            Path err = Files.createTempFile("helm", ".err");
            Process helm = new ProcessBuilder(command)
                    .directory(CHART.toFile())
                    .redirectError(err.toFile())
                    .start();
            helm.getOutputStream().close();
            String out = new String(helm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Result result = new Result(helm.waitFor(), out, Files.readString(err));
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
