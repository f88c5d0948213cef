package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator gets wrong in a values file stops helm before anything is installed, with a sentence that names it. */
class ValuesTest {

    private static final String EXTERNAL = "values-external.yaml";
    private static final String PRODUCTION = "values-production.yaml";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "kafka.bootstrapServer=kafka:9092               | 'bootstrapServer' not allowed",
                "kafka.strimzi.topcs=true                       | 'topcs' not allowed",
                "postgres.cloudNativePg.instance=3              | 'instance' not allowed",
                "services.token-service.replica=3               | 'replica' not allowed",
                "services.token-service.resources.limits.mem=1G | 'mem' not allowed",
                "serivces.token-service.replicas=3              | 'serivces' not allowed",
                "networkPolicy.apiFrom[0].podSelecter.x=y       | 'podSelecter' not allowed",
                "settings.COUPABRIDG_WORKER_COUNT=4             | 'COUPABRIDG_WORKER_COUNT'",
                "settings.QUARKUS_DATASOURCE_PASSWORD=secret    | 'QUARKUS_DATASOURCE_PASSWORD'",
                "settings.KAFKA_SASL_JAAS_CONFIG=secret         | 'KAFKA_SASL_JAAS_CONFIG'",
                "image.tag=latest                               | /image/tag",
                "image.registry=                                | /image/registry",
                "oidc.authServerUrl=http://id.example.com       | /oidc/authServerUrl",
                "oidc.audience=any                              | /oidc/audience",
                "kafka.bootstrapServers=kafka                   | /kafka/bootstrapServers",
                "kafka.credentialsSecret=                       | /kafka/credentialsSecret",
                "kafka.securityProtocol=PLAINTEXT               | /kafka/plain",
                "kafka.strimzi.enabled=true                     | /kafka/strimzi/cluster",
                "postgres.server=postgres                       | /postgres/server",
                "postgres.oneRole=true                          | /postgres/oneRole",
                "ingress.enabled=true                           | /ingress/tlsSecret",
                "console.replica=3                              | 'replica' not allowed",
                "console.connections.budget=3                   | 'budget' not allowed",
                "console.smtp.host=smtp.example.com             | /console/smtp/from",
                "console.settings.QUARKUS_OIDC_CREDENTIALS_SECRET=secret | 'QUARKUS_OIDC_CREDENTIALS_SECRET'",
                "console.replicas=3                             | console.replicas is more than maxReplicas",
                "services.console.replicas=3                    | 'console' not allowed",
                "autoscaling.enabled=true                       | /autoscaling/prometheus",
                "secrets.externalSecrets.enabled=true           | /secrets/externalSecrets/store",
                "networkPolicy.kafkaTo=null                     | networkPolicy.kafkaTo is empty",
                "networkPolicy.postgresTo=null                  | networkPolicy.postgresTo is empty",
                "services.roster-service=null                   | services.roster-service is missing",
                "services.token-service.replicas=3              | services.token-service.replicas is more than maxReplicas",
                "monitoring.podMonitor=true                     | networkPolicy.metricsFrom is empty"
            })
    void a_wrong_value_is_refused_and_named(String value, String named) {
        // when
        Command.Result result = Helm.template(EXTERNAL, "--set", value);

        // then
        assertThat(result.code()).isNotZero();
        assertThat(result.err()).contains(named);
    }

    @Test
    void the_defaults_alone_are_refused_with_everything_that_is_missing() {
        // when
        Command.Result result = Helm.run("template", ".");

        // then
        assertThat(result.code()).isNotZero();
        assertThat(result.err())
                .contains("/image/registry", "/oidc/authServerUrl", "/oidc/audience", "/kafka/bootstrapServers")
                .contains("/postgres/server");
    }

    @Test
    void a_service_without_a_task_is_refused() {
        // when
        Command.Result result = Helm.template(EXTERNAL, "-f", "../src/test/resources/values-unknown-service.yaml");

        // then
        assertThat(result.err()).contains("services.rooster-service: there is no such service.");
    }

    @Test
    void as_many_synchronous_standbys_as_instances_are_refused() {
        // when
        Command.Result result =
                Helm.template("values-local.yaml", "--set", "postgres.cloudNativePg.synchronousStandbys=1");

        // then
        assertThat(result.err()).contains("nobody could commit");
    }

    @Test
    void an_ingress_whose_controller_may_call_nobody_is_refused() {
        // when
        Command.Result result = Helm.template(PRODUCTION, "--set", "networkPolicy.apiFrom=null");

        // then
        assertThat(result.err()).contains("networkPolicy.apiFrom is empty");
    }

    @Test
    void fewer_replicas_at_most_than_scaling_keeps_at_least_are_refused() {
        // when
        Command.Result result = Helm.template(
                PRODUCTION, "--set", "services.roster-service.replicas=1,services.roster-service.maxReplicas=1");

        // then
        assertThat(result.err()).contains("services.roster-service.maxReplicas is 1");
    }

    @Test
    void a_setting_of_one_service_beats_that_of_all() {
        // when
        List<Manifest> objects = Helm.render(
                EXTERNAL,
                "--set=settings.COUPABRIDGE_HTTP_REQUESTS_AT_ONCE=50",
                "--set=services.roster-service.settings.COUPABRIDGE_HTTP_REQUESTS_AT_ONCE=20");

        // then
        assertThat(setting(objects, "bridge-roster-service")).isEqualTo("20");
        assertThat(setting(objects, "bridge-expense-service")).isEqualTo("50");
    }

    @Test
    void a_number_of_a_values_file_is_written_as_it_stands_there() {
        // when
        List<Manifest> objects = Helm.render(EXTERNAL, "-f", "../src/test/resources/values-numbers.yaml");

        // then
        JsonNode settings =
                find(objects, "ConfigMap", "bridge-roster-service").content().path("data");
        assertThat(settings.path("QUARKUS_HTTP_LIMITS_MAX_BODY_SIZE").asText()).isEqualTo("2097152");
        assertThat(settings.path("COUPABRIDGE_HTTP_REQUESTS_AT_ONCE").asText()).isEqualTo("50");
        assertThat(settings.path("MP_A_FRACTION").asText()).isEqualTo("0.25");
        assertThat(settings.path("MP_A_TRUTH").asText()).isEqualTo("true");
        assertThat(annotations(objects, "bridge-roster-service")
                        .path("coupa-bridge/secrets-revision")
                        .asText())
                .isEqualTo("20261201");
    }

    @Test
    void a_changed_setting_replaces_the_pods_of_that_service_alone() {
        // given
        List<Manifest> before = Helm.render(EXTERNAL);

        // when
        List<Manifest> after =
                Helm.render(EXTERNAL, "--set=services.roster-service.settings.COUPABRIDGE_WORKER_COUNT=8");

        // then
        assertThat(checksum(after, "bridge-roster-service")).isNotEqualTo(checksum(before, "bridge-roster-service"));
        assertThat(checksum(after, "bridge-token-service")).isEqualTo(checksum(before, "bridge-token-service"));
    }

    private static String setting(List<Manifest> objects, String name) {
        return find(objects, "ConfigMap", name)
                .content()
                .at("/data/COUPABRIDGE_HTTP_REQUESTS_AT_ONCE")
                .asText();
    }

    private static String checksum(List<Manifest> objects, String name) {
        return annotations(objects, name).path("checksum/settings").asText();
    }

    private static JsonNode annotations(List<Manifest> objects, String name) {
        return find(objects, "Deployment", name).content().at("/spec/template/metadata/annotations");
    }

    private static Manifest find(List<Manifest> objects, String kind, String name) {
        return objects.stream()
                .filter(each -> each.kind().equals(kind) && each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
