package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders is what Kubernetes and the operators know, for each values file. */
class RenderedObjectsTest {

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void the_chart_has_nothing_that_helm_complains_of(String values) {
        // when
        Command.Result lint = Helm.run("lint", "--strict", "-f", values, ".");

        // then
        assertThat(lint.code()).as(lint.out() + lint.err()).isZero();
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void every_object_has_only_fields_that_its_type_has(String values) {
        // when
        List<Manifest> objects = Helm.render(values);

        // then
        assertThat(objects).hasSizeGreaterThan(15);
        assertThat(objects.stream().flatMap(object -> KnownTypes.faults(object).stream()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.helm.Helm#valuesFiles")
    void no_two_objects_of_a_kind_have_one_name(String values) {
        // given
        Set<String> seen = new HashSet<>();

        // then
        assertThat(Helm.render(values)).allMatch(object -> seen.add(object.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "Deployment, /spec/template/spec/containers/0/livenessProbe",
        "Deployment, /spec/template/spec/containers/0/securityContext",
        "Job, /spec",
        "Job, /spec/template/spec/containers/0",
        "NetworkPolicy, /spec/podSelector",
        "PodDisruptionBudget, /spec",
        "Ingress, /spec/rules/0/http/paths/0",
        "PodMonitor, /spec/podMetricsEndpoints/0",
        "PrometheusRule, /spec/groups/0/rules/0",
        "KafkaTopic, /spec",
        "KafkaUser, /spec/authorization/acls/0/resource",
        "Cluster, /spec/postgresql/synchronous",
        "Cluster, /spec/managed/roles/0",
        "Cluster, /metadata",
        "ScaledObject, /spec/advanced/horizontalPodAutoscalerConfig/behavior",
        "ExternalSecret, /spec/data/0/remoteRef",
        "ExternalSecret, ''"
    })
    void a_field_that_a_type_does_not_have_is_found(String kind, String path) {
        // given
        Manifest object = new Manifest(Helm.render("values-production.yaml").stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .content()
                .deepCopy());
        assertThat(KnownTypes.faults(object)).isEmpty();

        // when
        ((ObjectNode) object.content().at(path)).put("misspelled", 1);

        // then
        assertThat(KnownTypes.faults(object)).singleElement().asString().contains("misspelled");
    }

    @Test
    void the_notes_name_each_service_and_what_to_do_next() {
        assertThat(notes("values-external.yaml"))
                .contains("pod-security.kubernetes.io/enforce=restricted", "TopicTool")
                .contains("secret generic coupa-bridge-keysets-token-service", "--from-file=client-secrets")
                .contains("deployment/bridge-roster-service", "deployment/bridge-expense-service")
                .endsWith("\n");
    }

    @Test
    void the_notes_name_every_secret_that_a_pod_waits_for() {
        // given
        Set<String> needed = Helm.render("values-external.yaml").stream()
                .flatMap(object -> Stream.of("secretName", "secretKeyRef")
                        .flatMap(field -> object.content().findValues(field).stream()))
                .map(secret -> secret.isTextual()
                        ? secret.asText()
                        : secret.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        // when
        String notes = notes("values-external.yaml");

        // then: keysets, logins of two roles, logins at Kafka, an authority, and the console's client
        assertThat(needed)
                .hasSize(4 + 4 + 5 + 4 + 1 + 1)
                .allSatisfy(secret -> assertThat(notes).containsPattern("create secret generic .*" + secret + " "));
    }

    private static String notes(String values) {
        String out = Helm.run("install", Helm.RELEASE, ".", "--dry-run=client", "-f", values)
                .out();
        return out.substring(out.indexOf("NOTES:"));
    }
}
