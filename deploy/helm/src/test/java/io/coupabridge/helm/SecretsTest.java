package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Secrets are named and never contained, and each service sees its own alone. */
class SecretsTest {

    private static final Pattern SECRET = Pattern.compile("PASSWORD|JAAS|SECRET(?!S$)|TOKEN_VALUE|PRIVATE");
    private static final Predicate<String> MIGRATES = name -> name.startsWith("QUARKUS_FLYWAY_");
    private static final String PRODUCTION = "values-production.yaml";

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void the_chart_contains_no_secret(String values) {
        assertThat(Helm.render(values)).noneMatch(object -> object.kind().equals("Secret"));
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_config_map_has_a_secret(String values) {
        // given
        List<JsonNode> data = Helm.render(values).stream()
                .filter(object ->
                        object.kind().equals("ConfigMap") && !object.name().contains("dashboard"))
                .map(object -> object.content().path("data"))
                .toList();

        // then: a keyset is named by its file
        assertThat(data)
                .hasSize(Helm.applications(values))
                .allSatisfy(settings -> settings.properties().stream()
                        .filter(setting -> SECRET.matcher(setting.getKey()).find())
                        .forEach(setting ->
                                assertThat(setting.getValue().asText()).startsWith("/etc/coupa-bridge/keysets/")));
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_pod_has_a_secret_in_its_own_text(String values) {
        assertThat(deployments(values))
                .allSatisfy((name, container) -> assertThat(each(container.path("env")))
                        .isNotEmpty()
                        .allMatch(variable -> variable.has("valueFrom") && !variable.has("value")));
    }

    @Test
    void each_service_gets_the_keysets_that_it_may_have() {
        // when
        Map<String, Set<String>> keysets = Helm.render(PRODUCTION).stream()
                .filter(object -> object.kind().equals("ExternalSecret"))
                .filter(object -> object.name().contains("keysets"))
                .collect(Collectors.toMap(
                        Manifest::name,
                        object -> each(object.content().at("/spec/data"))
                                .map(entry -> entry.at("/remoteRef/key").asText())
                                .collect(Collectors.toCollection(TreeSet::new))));

        // then
        assertThat(keysets)
                .isEqualTo(Map.of(
                        "coupa-bridge-keysets-token-service",
                        Set.of(
                                "coupa-bridge/client-secrets",
                                "coupa-bridge/event-signing",
                                "coupa-bridge/expense-tokens",
                                "coupa-bridge/roster-tokens"),
                        "coupa-bridge-keysets-roster-service",
                        Set.of("coupa-bridge/event-verification", "coupa-bridge/roster-tokens"),
                        "coupa-bridge-keysets-expense-service",
                        Set.of("coupa-bridge/event-verification", "coupa-bridge/expense-tokens"),
                        "coupa-bridge-keysets-console",
                        Set.of("coupa-bridge/event-verification", "coupa-bridge/notifications")));
    }

    @Test
    void java_trusts_the_store_that_is_named_and_mounted() {
        // when
        List<Manifest> objects = Helm.render("values-external.yaml", "--set=trust.storeSecret=own-authority");

        // then
        assertThat(objects)
                .filteredOn(object -> object.kind().equals("ConfigMap"))
                .hasSize(4)
                .allMatch(object -> object.content()
                        .at("/data/JDK_JAVA_OPTIONS")
                        .asText()
                        .equals("-Djavax.net.ssl.trustStore=/etc/coupa-bridge/trust/trust.p12"));
        assertThat(objects)
                .filteredOn(object -> object.kind().matches("Deployment|Job"))
                .hasSize(8)
                .allSatisfy(object -> {
                    JsonNode pod = object.content().at("/spec/template/spec");
                    assertThat(each(pod.at("/containers/0/volumeMounts")))
                            .anyMatch(mount -> mount.path("name").asText().equals("trust")
                                    && mount.path("mountPath").asText().equals("/etc/coupa-bridge/trust"));
                    assertThat(each(pod.path("volumes")))
                            .filteredOn(volume -> volume.path("name").asText().equals("trust"))
                            .singleElement()
                            .satisfies(volume -> assertThat(
                                            volume.at("/secret/secretName").asText())
                                    .isEqualTo("own-authority"));
                });
    }

    @ParameterizedTest
    @CsvSource({"value, value", "'', ''"})
    void a_field_of_an_entry_is_asked_for_where_the_store_has_fields(String property, String asked) {
        assertThat(Helm.render(PRODUCTION, "--set=secrets.externalSecrets.property=" + property))
                .filteredOn(object -> object.kind().equals("ExternalSecret"))
                .hasSize(9)
                .flatExtracting(
                        object -> each(object.content().at("/spec/data")).toList())
                .allMatch(entry ->
                        entry.path("remoteRef").path("property").asText().equals(asked));
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_service_logs_in_as_another(String values) {
        // when
        List<String> logins = deployments(values).values().stream()
                .flatMap(container -> each(container.path("env")))
                .filter(variable -> !variable.path("name").asText().contains("BUDGET"))
                .filter(variable -> !variable.path("name").asText().endsWith("USERNAME"))
                .map(variable -> variable.at("/valueFrom/secretKeyRef/name").asText() + " "
                        + variable.at("/valueFrom/secretKeyRef/key").asText())
                .toList();

        // then
        assertThat(logins).isNotEmpty().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void a_mounted_secret_is_not_for_others_to_read(String values) {
        // a service refuses a keyset that others may read
        assertThat(Helm.render(values))
                .filteredOn(object -> object.kind().equals("Deployment"))
                .allSatisfy(object -> assertThat(each(object.content().at("/spec/template/spec/volumes")))
                        .filteredOn(volume -> volume.path("name").asText().equals("keysets"))
                        .singleElement()
                        .satisfies(volume -> assertThat(
                                        volume.at("/secret/defaultMode").asInt() & 0b111)
                                .isZero()));
    }

    /** Whoever takes over a service must not have what changes its tables, and the budget of all. */
    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_service_has_an_owners_login(String values) {
        assertThat(deployments(values))
                .allSatisfy((name, container) -> assertThat(logins(container)).noneMatch(MIGRATES));
    }

    @Test
    void a_job_of_each_service_migrates_with_the_owners_logins_and_ends() {
        assertThat(containers("values-external.yaml", "Job")).hasSize(4).allSatisfy((name, container) -> {
            // the console has nothing to do with the budget
            assertThat(logins(container)).filteredOn(MIGRATES).hasSize(name.contains("console") ? 2 : 4);
            assertThat(each(container.path("env")))
                    .anyMatch(variable -> variable.path("name").asText().equals("COUPABRIDGE_START_MIGRATE_ONLY")
                            && variable.path("value").asText().equals("true"));
        });
    }

    @Test
    void nothing_migrates_where_the_owners_secret_is_not_named() {
        assertThat(Helm.render("values-external.yaml", "--set=postgres.ownerSecret="))
                .noneMatch(object -> object.kind().equals("Job"));
    }

    private static List<String> logins(JsonNode container) {
        return each(container.path("env"))
                .map(variable -> variable.path("name").asText())
                .toList();
    }

    private static Map<String, JsonNode> deployments(String values) {
        return containers(values, "Deployment");
    }

    private static Map<String, JsonNode> containers(String values, String kind) {
        return Helm.render(values).stream()
                .filter(object -> object.kind().equals(kind))
                .collect(Collectors.toMap(
                        Manifest::name, object -> object.content().at("/spec/template/spec/containers/0")));
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
