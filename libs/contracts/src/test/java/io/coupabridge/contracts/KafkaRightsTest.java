package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.KafkaRight.Operation;
import io.coupabridge.contracts.KafkaRight.Resource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KafkaRightsTest {

    private static final Task SUPPLIER =
            Task.named("supplier").scope("a").probes("/a").publishes(DiscoveredUser.class, "coupa.suppliers");

    private static final KafkaRights ROSTER = KafkaRights.of(ApplicationRoster.TASK);
    private static final KafkaRights EXPENSE = KafkaRights.of(ExpenseDiscovery.TASK);

    @Test
    void belong_to_one_service_of_each_task_to_token_service_and_to_the_console() {
        assertThat(KafkaRights.all())
                .extracting(KafkaRights::service)
                .containsExactlyInAnyOrder("token-service", "roster-service", "expense-service", "console");
    }

    @Test
    void of_a_third_task_follow_from_its_description() {
        // when
        KafkaRights rights = KafkaRights.of(SUPPLIER);

        // then
        assertThat(rights.service()).isEqualTo("supplier-service");
        assertThat(rights.rights()).hasSameSizeAs(ROSTER.rights());
        assertThat(rights.topics()).containsAll(SUPPLIER.topics());
        assertThat(KafkaRights.ofTokenService(List.of(SUPPLIER)).rights())
                .contains(new KafkaRight(Resource.TOPIC, "coupa.tokens.supplier", false, Operation.WRITE));
    }

    @Test
    void two_tasks_share_only_what_all_tasks_share() {
        // given
        Set<KafkaRight> both = Set.copyOf(ROSTER.rights()).stream()
                .filter(EXPENSE.rights()::contains)
                .collect(Collectors.toSet());

        // then
        assertThat(both)
                .extracting(KafkaRight::toString)
                .containsExactlyInAnyOrder(
                        "READ on the topic coupa.connections",
                        "DESCRIBE_CONFIGS on the topic coupa.connections",
                        "WRITE on the topic coupa.connections.dead-letter",
                        "WRITE on the topic coupa.task-events",
                        "WRITE on the topic coupa.token-rejections",
                        "READ on the topic coupa.page-offsets");
    }

    @Test
    void of_the_console_are_to_read_what_all_may_and_to_write_commands() {
        assertThat(KafkaRights.ofConsole().rights())
                .extracting(KafkaRight::toString)
                .containsExactlyInAnyOrder(
                        "READ on the topic coupa.connections",
                        "DESCRIBE_CONFIGS on the topic coupa.connections",
                        "READ on the topic coupa.task-events",
                        "DESCRIBE_CONFIGS on the topic coupa.task-events",
                        "READ on the topic coupa.page-offsets",
                        "READ on the group console.projection",
                        "WRITE on the topic coupa.task-commands.roster",
                        "WRITE on the topic coupa.task-commands.expense");
    }

    /** Connections and tokens have one writer. */
    @Test
    void only_token_service_writes_what_all_believe() {
        assertThat(KafkaRights.all().stream()
                        .filter(rights -> rights.rights().stream()
                                .anyMatch(right -> right.operation() == Operation.WRITE
                                        && (right.name().equals("coupa.connections")
                                                || right.name().startsWith("coupa.tokens."))
                                        && !right.name().endsWith(".dead-letter"))))
                .extracting(KafkaRights::service)
                .containsExactly("token-service");
    }

    /** A prefix ends with a full stop, so that it covers no other task's names. */
    @Test
    void prefixes_of_two_tasks_cover_nothing_of_each_other() {
        assertThat(ROSTER.rights())
                .filteredOn(KafkaRight::prefixed)
                .hasSize(2)
                .allMatch(right -> right.name().equals("coupa-bridge.roster."));
    }
}
