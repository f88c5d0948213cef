package io.coupabridge.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the packaged services consist of, by the bills of materials (CycloneDX) that the build writes beside them. */
class SupplyChainIT {

    /** Of a component under several licences one is chosen. Another licence is for the owner to decide on. */
    private static final Set<String> ALLOWED = Set.of(
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "MIT",
            "MIT-0",
            "Public Domain",
            "UPL-1.0");

    private static final String OURS = "pkg:maven/io.coupabridge/";
    private static final Path PROJECT = Path.of("..", "..");

    @ParameterizedTest
    @EnumSource(Service.class)
    void every_library_of_a_service_is_under_a_licence_that_is_allowed(Service service) throws IOException {
        // when
        List<JsonNode> libraries = libraries(service);

        // then
        assertThat(libraries)
                .hasSizeGreaterThan(100)
                .filteredOn(library -> licences(library).noneMatch(ALLOWED::contains))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void every_jar_of_a_service_is_in_its_bill_of_materials(Service service) throws IOException {
        // given
        Path application = PROJECT.resolve(service.module()).resolve("target/quarkus-app");
        List<String> listed = components(service)
                .flatMap(component -> each(component.at("/evidence/occurrences")))
                .map(occurrence -> occurrence.path("location").asText())
                .toList();

        // when
        List<String> jars;
        try (Stream<Path> files = Files.walk(application.resolve("lib"))) {
            jars = files.filter(Files::isRegularFile)
                    .map(file -> application.relativize(file).toString())
                    .toList();
        }

        // then
        assertThat(jars).isNotEmpty().isSubsetOf(listed);
    }

    /** What runs, without what only builds. */
    private static List<JsonNode> libraries(Service service) throws IOException {
        return components(service)
                .filter(component -> component.path("purl").asText().startsWith("pkg:maven/"))
                .filter(component -> !component.path("purl").asText().startsWith(OURS))
                .filter(component -> each(component.path("properties"))
                        .anyMatch(property -> property.path("value").asText().equals("runtime")))
                .toList();
    }

    private static Stream<JsonNode> components(Service service) throws IOException {
        Path bill = PROJECT.resolve(service.module()).resolve("target/quarkus-run-cyclonedx.json");
        return each(new ObjectMapper().readTree(bill.toFile()).path("components"));
    }

    private static Stream<String> licences(JsonNode component) {
        return each(component.path("licenses"))
                .map(choice -> choice.path("license"))
                .map(licence -> licence.path("id").asText(licence.path("name").asText()));
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
