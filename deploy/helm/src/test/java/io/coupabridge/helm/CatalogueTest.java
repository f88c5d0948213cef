package io.coupabridge.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.KafkaRight;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.Topic;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleType;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The chart knows what the contracts and the services say. The file {@code files/catalogue.yaml} is made from the contracts:
 * {@code mvn test -pl deploy/helm -am -Dtest=CatalogueTest -Dsurefire.failIfNoSpecifiedTests=false -Dcatalogue.write=true}.
 */
class CatalogueTest {

    private static final Path CATALOGUE = Helm.CHART.resolve("files/catalogue.yaml");
    private static final Path PROJECT = Path.of("..", "..");

    @Test
    void the_chart_has_the_tasks_and_topics_of_the_contracts() throws IOException {
        // given
        String made = Catalogue.text();
        if (Boolean.getBoolean("catalogue.write")) {
            Files.writeString(CATALOGUE, made);
        }

        // then
        assertThat(CATALOGUE).content().isEqualTo(made);
    }

    @Test
    void every_topic_is_rendered_as_the_contracts_describe_it() {
        // when
        Map<String, KafkaTopic> topics = Helm.render("values-production.yaml").stream()
                .filter(object -> object.kind().equals("KafkaTopic"))
                .map(object -> KnownTypes.as(object, KafkaTopic.class))
                .collect(Collectors.toMap(topic -> topic.getMetadata().getName(), Function.identity()));

        // then
        assertThat(topics).hasSameSizeAs(Topic.all());
        assertThat(Topic.all()).allSatisfy(topic -> {
            KafkaTopic rendered = topics.get(topic.topicName());
            assertThat(rendered.getSpec().getPartitions()).isEqualTo(topic.partitions());
            assertThat(rendered.getSpec().getReplicas()).isEqualTo(3);
            Map<String, Object> config = new TreeMap<>(topic.settings());
            config.put("min.insync.replicas", "2");
            assertThat(rendered.getSpec().getConfig()).isEqualTo(config);
            assertThat(rendered.getMetadata().getAnnotations()).containsEntry("helm.sh/resource-policy", "keep");
        });
    }

    @Test
    void every_service_has_a_user_with_its_rights_on_kafka_and_no_more() {
        // when
        Map<String, KafkaUser> users = Helm.render("values-production.yaml").stream()
                .filter(object -> object.kind().equals("KafkaUser"))
                .map(object -> KnownTypes.as(object, KafkaUser.class))
                .collect(Collectors.toMap(user -> user.getMetadata().getName(), Function.identity()));

        // then
        assertThat(users).hasSameSizeAs(KafkaRights.all());
        assertThat(KafkaRights.all()).allSatisfy(rights -> {
            KafkaUser user = users.get("bridge-" + rights.service());
            assertThat(user.getSpec().getAuthentication().getType()).isEqualTo("scram-sha-512");
            KafkaUserAuthorizationSimple authorization =
                    (KafkaUserAuthorizationSimple) user.getSpec().getAuthorization();
            assertThat(authorization.getAcls())
                    .flatExtracting(CatalogueTest::words)
                    .containsExactlyInAnyOrderElementsOf(
                            rights.rights().stream().map(CatalogueTest::words).toList());
        });
    }

    private static List<String> words(AclRule rule) {
        String resource = rule.getResource() instanceof AclRuleTopicResource topic
                ? "topic " + topic.getName() + " " + topic.getPatternType().toValue()
                : rule.getResource() instanceof AclRuleGroupResource group
                        ? "group " + group.getName() + " "
                                + group.getPatternType().toValue()
                        : "transactionalId " + ((AclRuleTransactionalIdResource) rule.getResource()).getName() + " "
                                + ((AclRuleTransactionalIdResource) rule.getResource())
                                        .getPatternType()
                                        .toValue();
        assertThat(rule.getType()).isEqualTo(AclRuleType.ALLOW);
        return rule.getOperations().stream()
                .map(operation -> resource + " " + operation.toValue())
                .toList();
    }

    private static String words(KafkaRight right) {
        return Catalogue.type(right.resource()) + " " + right.name() + (right.prefixed() ? " prefix " : " literal ")
                + Catalogue.strimzi(right.operation());
    }

    @Test
    void there_is_a_service_for_each_task_with_the_ports_and_connections_of_its_own_settings() throws IOException {
        // given
        JsonNode services = values().path("services");
        List<String> modules = new ArrayList<>(List.of("token-service"));
        Task.all().forEach(task -> modules.add(task.shortName() + "-service"));

        // then
        assertThat(services.properties()).extracting(Map.Entry::getKey).containsExactlyInAnyOrderElementsOf(modules);
        Properties shared = properties("libs/task-runtime/src/main/resources/META-INF/microprofile-config.properties");
        assertThat(modules).allSatisfy(module -> {
            Properties own = properties(module + "/src/main/resources/application.properties");
            assertPortsAndConnections(services.path(module), own, shared);
            assertThat(services.path(module).at("/connections/budget").asText())
                    .isEqualTo(setting("quarkus.datasource.\"budget\".jdbc.max-size", own, shared));
        });
    }

    @Test
    void the_console_has_the_ports_connections_and_client_of_its_own_settings() throws IOException {
        // given
        Properties own = properties("console/src/main/resources/application.properties");

        // then
        JsonNode console = values().path("console");
        assertPortsAndConnections(console, own, own);
        assertThat(console.path("clientId").asText()).isEqualTo(own.getProperty("quarkus.oidc.client-id"));
    }

    private static void assertPortsAndConnections(JsonNode values, Properties own, Properties shared) {
        assertThat(values.path("port").asText()).isEqualTo(own.getProperty("quarkus.http.port"));
        assertThat(values.path("managementPort").asText()).isEqualTo(own.getProperty("quarkus.management.port"));
        assertThat(values.at("/connections/own").asText())
                .isEqualTo(setting("quarkus.datasource.jdbc.max-size", own, shared));
    }

    private static JsonNode values() throws IOException {
        return Manifest.YAML.readTree(Helm.CHART.resolve("values.yaml").toFile());
    }

    private static String setting(String name, Properties own, Properties shared) {
        return own.getProperty(name, shared.getProperty(name));
    }

    private static Properties properties(String file) {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(PROJECT.resolve(file))));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
