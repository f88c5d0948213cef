package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static Task.Description supplier() {
        return Task.named("supplier").scope("core.supplier.read").probes("/api/suppliers");
    }

    @Test
    void everything_follows_from_one_description() {
        Task task = supplier().publishes(DiscoveredUser.class, "coupa.suppliers");

        assertThat(task.name()).isEqualTo("SUPPLIER");
        assertThat(task.commandTopic().topicName()).isEqualTo("coupa.task-commands.supplier");
        assertThat(task.tokenTopic().topicName()).isEqualTo("coupa.tokens.supplier");
        assertThat(task.recordTopic().topicName()).isEqualTo("coupa.suppliers");
        assertThat(task.quarantineTopic().topicName()).isEqualTo("coupa.suppliers.quarantine");
        assertThat(task.messageType().type()).isEqualTo("io.coupabridge.discovered-user.v1");
        assertThat(task.group("commands")).isEqualTo("coupa-bridge.supplier.commands");
        assertThat(task.keysetSetting()).isEqualTo("coupabridge.keysets.supplier-tokens");
        assertThat(task.wantedByDefault()).isFalse();
    }

    @Test
    void the_tasks_of_the_product_are_found_and_wanted_by_default() {
        assertThat(Task.all()).containsExactly(ApplicationRoster.TASK, ExpenseDiscovery.TASK);
        assertThat(Task.all()).allMatch(Task::wantedByDefault);
    }

    @Test
    void a_task_is_its_name_in_json_as_a_value_and_as_a_key() throws Exception {
        String json = JSON.writeValueAsString(Map.of(ApplicationRoster.TASK, List.of(ExpenseDiscovery.TASK)));

        assertThat(json).isEqualTo("{\"APPLICATION_ROSTER\":[\"EXPENSE_DISCOVERY\"]}");
        assertThat(JSON.readValue("\"APPLICATION_ROSTER\"", Task.class)).isSameAs(ApplicationRoster.TASK);
    }

    @Test
    void a_name_that_no_task_has_is_refused_and_named() {
        assertThatThrownBy(() -> Task.of("PAYROLL"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No task is called PAYROLL. There are [APPLICATION_ROSTER, EXPENSE_DISCOVERY].");
    }

    @Test
    void two_tasks_of_one_name_are_refused() {
        Task second = Task.named("roster")
                .scope("core.payroll.read")
                .probes("/api/payrolls")
                .publishes(DiscoveredExpense.class, "coupa.payrolls");

        assertThatThrownBy(() -> TaskCatalogue.checked(List.of(ApplicationRoster.TASK, second)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Two tasks are called roster: those of DiscoveredUser (core.user.read) and DiscoveredExpense"
                                + " (core.payroll.read). Give one of them another.");
    }

    @Test
    void two_tasks_with_one_name_in_messages_are_refused() {
        Task second = supplier().inMessages("APPLICATION_ROSTER").publishes(DiscoveredUser.class, "coupa.suppliers");

        assertThatThrownBy(() -> TaskCatalogue.checked(List.of(ApplicationRoster.TASK, second)))
                .hasMessageContaining("Two tasks are called APPLICATION_ROSTER");
    }

    @Test
    void two_tasks_with_one_topic_are_refused() {
        Task second = supplier().publishes(DiscoveredUser.class, "coupa.roster.users");

        assertThatThrownBy(() -> TaskCatalogue.checked(List.of(ApplicationRoster.TASK, second)))
                .hasMessageContaining("Two tasks use the topic coupa.roster.users");
    }

    @ParameterizedTest
    @ValueSource(strings = {"coupa.task-events", "coupa.connections", "coupa.page-offsets"})
    void a_task_that_takes_a_topic_of_all_is_refused(String topic) {
        Task greedy = supplier().publishes(DiscoveredUser.class, topic);

        assertThatThrownBy(() -> TaskCatalogue.checked(List.of(greedy)))
                .hasMessageContaining("uses the topic " + topic + ", which all tasks share");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "token-service"})
    void a_task_whose_service_could_pass_for_token_service_is_refused(String name) {
        Task impostor = Task.named(name).scope("a").probes("/a").publishes(DiscoveredUser.class, "coupa.suppliers");

        assertThatThrownBy(() -> TaskCatalogue.checked(List.of(impostor)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is called " + name + ", so that its service could pass for token-service");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Supplier", "sup plier", "-supplier", "supplier.read", "1supplier"})
    void a_short_name_that_settings_and_topics_cannot_carry_is_refused(String name) {
        assertThatThrownBy(() -> Task.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "supplier", "SUPPLIER,ROSTER", "1SUPPLIER"})
    void a_name_that_messages_cannot_carry_is_refused(String name) {
        assertThatThrownBy(() -> supplier().inMessages(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not '" + name + "'");
    }

    @Test
    void a_description_without_a_scope_or_a_probe_is_refused() {
        assertThatThrownBy(() -> Task.named("supplier")
                        .probes("/api/suppliers")
                        .publishes(DiscoveredUser.class, "coupa.suppliers"))
                .hasMessage("The task 'supplier' names no scope.");
        assertThatThrownBy(() -> Task.named("supplier")
                        .scope("core.supplier.read")
                        .publishes(DiscoveredUser.class, "coupa.suppliers"))
                .hasMessage("The task 'supplier' names no list of Coupa to probe.");
    }
}
