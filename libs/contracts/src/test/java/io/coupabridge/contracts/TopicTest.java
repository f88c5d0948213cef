package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicTest {

    @Test
    void has_the_names_that_consumers_rely_on() {
        Stream<String> names =
                Topic.all().stream().map(Topic::topicName).filter(name -> !name.endsWith(".dead-letter"));

        assertThat(names)
                .containsExactlyInAnyOrder(
                        "coupa.task-commands.roster",
                        "coupa.task-commands.expense",
                        "coupa.task-events",
                        "coupa.erasures",
                        "coupa.roster.users",
                        "coupa.expense.lines",
                        "coupa.connections",
                        "coupa.tokens.roster",
                        "coupa.tokens.expense",
                        "coupa.token-rejections",
                        "coupa.roster.users.quarantine",
                        "coupa.expense.lines.quarantine",
                        "coupa.page-offsets");
    }

    static Stream<Topic> consumed() {
        return Stream.of(
                ApplicationRoster.TASK.commandTopic(),
                ExpenseDiscovery.TASK.commandTopic(),
                Topic.CONNECTIONS,
                ApplicationRoster.TASK.tokenTopic(),
                ExpenseDiscovery.TASK.tokenTopic(),
                Topic.TOKEN_REJECTIONS);
    }

    @ParameterizedTest
    @MethodSource("consumed")
    void has_a_dead_letter_topic_beside_each_topic_that_a_service_reads(Topic consumed) {
        Topic deadLetter = consumed.deadLetter();

        assertThat(deadLetter.topicName()).isEqualTo(consumed.topicName() + ".dead-letter");
        assertThat(deadLetter.retention()).contains(Duration.ofDays(30));
    }

    @ParameterizedTest
    @MethodSource("consumed")
    void has_the_broker_unpack_and_measure_what_a_service_reads(Topic consumed) {
        assertThat(consumed.limits())
                .containsEntry("compression.type", "uncompressed")
                .containsEntry("max.message.bytes", "1048588");
        assertThat(consumed.deadLetter().limits()).isEqualTo(consumed.limits());
        assertThat(consumed.settings()).containsAllEntriesOf(consumed.limits()).containsKey("cleanup.policy");
    }

    @Test
    void leaves_the_packing_of_records_to_their_writer() {
        assertThat(ApplicationRoster.TASK.recordTopic().settings())
                .containsOnly(
                        Map.entry("cleanup.policy", "compact"),
                        Map.entry("delete.retention.ms", "86400000"),
                        Map.entry("max.compaction.lag.ms", "604800000"));
    }

    static Stream<Topic> state() {
        return Stream.of(
                ApplicationRoster.TASK.recordTopic(),
                ExpenseDiscovery.TASK.recordTopic(),
                Topic.CONNECTIONS,
                ApplicationRoster.TASK.tokenTopic(),
                ExpenseDiscovery.TASK.tokenTopic());
    }

    @ParameterizedTest
    @MethodSource("state")
    void keeps_the_latest_of_each_key_where_it_holds_state(Topic state) {
        assertThat(state.compacted()).isTrue();
        assertThat(state.retention()).isEmpty();
    }

    @Test
    void keeps_each_kind_of_message_as_long_as_documented() {
        assertThat(ApplicationRoster.TASK.commandTopic().retention()).contains(Duration.ofDays(7));
        assertThat(ExpenseDiscovery.TASK.commandTopic().retention()).contains(Duration.ofDays(7));
        assertThat(Topic.TASK_EVENTS.retention()).contains(Duration.ofDays(30));
        assertThat(Topic.TOKEN_REJECTIONS.retention()).contains(Duration.ofDays(1));
        assertThat(ApplicationRoster.TASK.quarantineTopic().retention()).contains(Duration.ofDays(30));
        assertThat(ExpenseDiscovery.TASK.quarantineTopic().retention()).contains(Duration.ofDays(30));
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.contracts.Task#all")
    void spreads_a_tasks_records_and_quarantine_alike(Task task) {
        assertThat(task.quarantineTopic().partitions())
                .isEqualTo(task.recordTopic().partitions());
        assertThat(task.quarantineTopic().topicName())
                .isEqualTo(task.recordTopic().topicName() + ".quarantine");
        assertThat(task.commandTopic().topicName()).isEqualTo("coupa.task-commands." + task.shortName());
        assertThat(task.tokenTopic().topicName()).isEqualTo("coupa.tokens." + task.shortName());
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.contracts.Topic#all")
    void is_found_by_its_name(Topic topic) {
        assertThat(Topic.ofName(topic.topicName())).isSameAs(topic);
        assertThat(topic.partitions()).isPositive();
    }

    @Test
    void names_a_topic_that_does_not_exist() {
        assertThatThrownBy(() -> Topic.ofName("coupa.nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("coupa.nothing");
    }
}
