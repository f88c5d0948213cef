package io.coupabridge.edge.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.KafkaRights;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.doctor.Finding;
import io.coupabridge.edge.doctor.Findings;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicSettings;
import io.coupabridge.testing.process.LoopbackPorts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KafkaExaminationIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final KafkaRights RIGHTS = KafkaRights.of(ApplicationRoster.TASK);
    private static final Topic NARROW = Topic.TASK_EVENTS;
    private static final Topic MISSING = Topic.TOKEN_REJECTIONS;
    private static final Topic BRIEF = ApplicationRoster.TASK.quarantineTopic();

    @Test
    void finds_nothing_in_a_kafka_as_it_should_be_and_on_one_broker_what_production_lacks() {
        // given
        String servers = TestKafka.shared().bootstrapServers();

        // when
        Findings local = examine(servers, false);
        Findings production = examine(servers, true);

        // then
        assertThat(local.toMend()).isEmpty();
        assertThat(local.notes()).isEmpty();
        assertThat(whats(production))
                .hasSize(RIGHTS.topics().size())
                .allMatch(what -> what.endsWith(" has 1 replicas instead of 3."));
    }

    @Test
    void names_each_topic_that_is_not_as_it_should_be() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            // given
            createFaulty(kafka.bootstrapServers());
            new TopicSettings(kafka.bootstrapServers(), BRIEF).set(Map.of("retention.ms", "1000"));

            // when, then: a broker learns of a topic a moment after another has made it
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    examine(kafka.bootstrapServers(), false).toMend())
                            .extracting(finding -> finding.what() + " | " + finding.mend())
                            .containsExactlyInAnyOrder(
                                    "Topic coupa.task-events has 11 partitions instead of 12. | Create it anew: a"
                                            + " tenant's records would not stay in order.",
                                    "Topic coupa.token-rejections does not exist. | Create it with 6 partitions.",
                                    "Topic coupa.roster.users.quarantine has retention.ms=1000 instead of 2592000000."
                                            + " | Set it with kafka-configs --alter."));
        }
    }

    @Test
    void a_kafka_that_does_not_answer_is_found() {
        assertThat(whats(examine("127.0.0.1:" + LoopbackPorts.free(), false)))
                .singleElement()
                .asString()
                .startsWith("Kafka does not answer (");
    }

    @Test
    void a_broker_that_is_away_hides_nothing_of_the_others() {
        try (TestKafka kafka = TestKafka.start().createTopics()) {
            // given
            new TopicSettings(kafka.bootstrapServers(), BRIEF).set(Map.of("retention.ms", "1000"));
            String away = "127.0.0.1:" + LoopbackPorts.free();

            // when, then: the broker follows a moment later
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(whats(examine(away + "," + kafka.bootstrapServers(), false)))
                            .containsExactly("Topic coupa.roster.users.quarantine has retention.ms=1000 instead of"
                                    + " 2592000000."));
        }
    }

    private static void createFaulty(String servers) throws Exception {
        List<NewTopic> topics = Topic.all().stream()
                .filter(topic -> !topic.equals(MISSING))
                .map(topic -> new NewTopic(
                                topic.topicName(),
                                topic.equals(NARROW) ? topic.partitions() - 1 : topic.partitions(),
                                (short) 1)
                        .configs(topic.settings()))
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(topics).all().get();
        }
    }

    private static Findings examine(String servers, boolean production) {
        Findings findings = new Findings("kafka");
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", servers));
        NeededTopics needed = NeededTopics.of(RIGHTS);
        try (WriteCheck writes = new WriteCheck(
                needed,
                clients,
                ApplicationRoster.TASK.group("readiness"),
                new TopicPartition(Topic.PAGE_OFFSETS.topicName(), 0))) {
            new KafkaExamination(needed, RIGHTS, clients, writes, production).examine(findings);
        } finally {
            clients.close();
        }
        return findings;
    }

    private static List<String> whats(Findings findings) {
        return findings.toMend().stream().map(Finding::what).toList();
    }
}
