package io.coupabridge.testing.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mvn test} needs no server: a test that needs Kafka, PostgreSQL or a packaged service is a class {@code …IT}, which
 * {@code mvn verify} runs. It also counts what such a test uses: the other test sources of its module.
 */
class ServerTestNamesTest {

    private static final Path PROJECT = Path.of("..", "..");

    /** What starts an application, a server or a packaged service. */
    private static final Pattern STARTS_A_SERVER = Pattern.compile("@QuarkusTest\\b"
            + "|\\b(TestKafka|TestPostgres|CoupaBridgeTestResource|KafkaProcess|PostgresProcess|Replica)\\b"
            + "|\\bimport io\\.coupabridge\\.testing\\.scenario\\.Platform;");

    @Test
    void every_test_that_needs_a_server_is_an_integration_test() {
        // given
        List<Path> modules = modules(PROJECT);

        // when
        Set<String> misnamed = new TreeSet<>();
        modules.forEach(module -> misnamed.addAll(misnamed(module)));

        // then
        assertThat(modules).hasSizeGreaterThan(10);
        assertThat(misnamed).as("needs a server, so its name must end in IT").isEmpty();
    }

    @Test
    void a_test_is_found_that_needs_a_server_only_through_another_class(@TempDir Path module) throws IOException {
        // given
        write(module, "Broker.java", "class Broker { TestKafka kafka = TestKafka.start(); }");
        write(module, "Scene.java", "class Scene { Broker broker; }");
        write(module, "SceneTest.java", "class SceneTest { Scene scene; }");
        write(module, "BaseTest.java", "abstract class BaseTest { Scene scene; }");
        write(module, "SceneIT.java", "class SceneIT extends BaseTest {}");
        write(module, "PlainTest.java", "/** Unlike {@link SceneTest}. */ class PlainTest {}");

        // when
        Set<String> misnamed = misnamed(module);

        // then
        assertThat(misnamed).containsExactly("SceneTest");
    }

    private static List<Path> modules(Path project) {
        try (Stream<Path> poms = Files.find(
                project,
                3,
                (path, ignored) -> path.endsWith("pom.xml") && !path.toString().contains("/target/"))) {
            return poms.map(Path::getParent)
                    .filter(module -> Files.isDirectory(module.resolve("src/test/java")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> misnamed(Path module) {
        List<Source> sources = sources(module);
        Set<String> needy = new TreeSet<>();
        Set<String> found = namesOf(
                sources, source -> STARTS_A_SERVER.matcher(source.code()).find());
        while (needy.addAll(found)) {
            Pattern uses = Pattern.compile("\\b(" + String.join("|", needy) + ")\\b");
            found = namesOf(sources, source -> uses.matcher(source.code()).find());
        }
        return namesOf(sources, source -> source.isTest() && needy.contains(source.name()));
    }

    private static Set<String> namesOf(List<Source> sources, Predicate<Source> wanted) {
        return sources.stream().filter(wanted).map(Source::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Source> sources(Path module) {
        try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Source::of)
                    // it names what it looks for
                    .filter(source -> !source.name().equals(ServerTestNamesTest.class.getSimpleName()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path module, String file, String code) throws IOException {
        Path directory = Files.createDirectories(module.resolve("src/test/java"));
        Files.writeString(directory.resolve(file), code);
    }

    /** @param code without comments */
    private record Source(String name, String code) {

        static Source of(Path file) {
            try {
                String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "");
                return new Source(file.getFileName().toString().replace(".java", ""), code);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isTest() {
            return name.endsWith("Test") && !code.contains("abstract class " + name);
        }
    }
}
