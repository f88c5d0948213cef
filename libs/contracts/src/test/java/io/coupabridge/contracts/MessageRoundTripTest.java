package io.coupabridge.contracts;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What travels is what the golden files show, byte for byte; and a reader takes what a newer writer adds. */
class MessageRoundTripTest {

    static Stream<Golden> golden() {
        return Golden.all();
    }

    @Test
    void every_message_type_has_a_golden_file() {
        Set<MessageType> shown = Golden.all().map(Golden::type).collect(toSet());

        assertThat(shown).containsExactlyInAnyOrderElementsOf(MessageType.all());
    }

    @Test
    void every_type_of_task_event_has_a_golden_file() {
        Set<String> shown = Golden.all()
                .filter(golden -> golden.type() == MessageType.TASK_EVENT)
                .map(golden -> golden.json().get("type").asText())
                .collect(toSet());

        assertThat(shown)
                .containsExactlyInAnyOrder(
                        "ACCEPTED", "STARTED", "PROGRESSED", "WAITING", "COMPLETED", "FAILED", "CANCELLED");
    }

    @ParameterizedTest
    @MethodSource("golden")
    void is_written_as_it_was_read(Golden golden) throws JsonProcessingException {
        Object message = golden.read();

        assertThat(Golden.pretty(message)).isEqualTo(golden.text());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void ignores_fields_that_a_newer_writer_adds_at_any_depth(Golden golden) throws JsonProcessingException {
        ObjectNode newer = golden.json();
        addAFieldToEveryObject(newer);

        Object message = golden.read(newer);

        assertThat(message).isEqualTo(golden.read());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void writes_no_number_with_a_fraction_or_an_exponent(Golden golden) throws JsonProcessingException {
        JsonNode written = Golden.MAPPER.readTree(Golden.pretty(golden.read()));

        assertThat(numbersOf(written)).allMatch(JsonNode::isIntegralNumber);
    }

    @ParameterizedTest
    @CsvSource({
        "task-event.waiting,          /type",
        "task-event.waiting,          /waiting/reason",
        "task-event.failed,           /failure/code",
        "discovered-user.new,         /change",
        "discovered-user.new,         /accountKind",
        "discovered-expense.new,      /change",
        "discovered-expense.new,      /transactionDateSource",
        "discovered-expense.new,      /merchantSource",
        "connection-event.active,     /state",
        "connection-event.active,     /tasks/APPLICATION_ROSTER/verdict",
        "token-event.issued,          /status",
    })
    void reads_a_value_that_it_does_not_know_as_unknown(String name, String pointer) throws JsonProcessingException {
        Golden golden = Golden.named(name);
        ObjectNode newer = golden.json();
        replace(newer, pointer, "SOMETHING_NEW");

        JsonNode read = Golden.MAPPER.valueToTree(golden.read(newer));

        assertThat(read.at(pointer).asText()).isEqualTo("UNKNOWN");
    }

    @ParameterizedTest
    @CsvSource({
        "task-event.completed, /task",
        "task-event.completed, /mode",
        "quarantined-record,   /task",
    })
    void leaves_out_a_task_or_mode_that_it_does_not_know(String name, String pointer) throws JsonProcessingException {
        Golden golden = Golden.named(name);
        ObjectNode newer = golden.json();
        replace(newer, pointer, "SOMETHING_NEW");

        JsonNode read = Golden.MAPPER.valueToTree(golden.read(newer));

        assertThat(read.at(pointer).isMissingNode()).isTrue();
    }

    @Test
    void leaves_out_a_connections_verdict_on_a_task_that_it_does_not_know() throws JsonProcessingException {
        Golden golden = Golden.named("connection-event.active");
        ObjectNode newer = golden.json();
        newer.withObject("/tasks/INVOICE_DISCOVERY").put("verdict", "GRANTED").put("message", "Fine.");

        Object message = golden.read(newer);

        assertThat(message).isEqualTo(golden.read());
    }

    @ParameterizedTest
    @CsvSource({"/kind", "/task", "/mode"})
    void refuses_a_command_with_a_value_that_it_does_not_know(String pointer) {
        Golden golden = Golden.named("task-command.run");
        ObjectNode odd = golden.json();
        replace(odd, pointer, "SOMETHING_NEW");

        assertThatThrownBy(() -> golden.read(odd)).isInstanceOf(JsonProcessingException.class);
    }

    private static void replace(ObjectNode root, String pointer, String value) {
        int slash = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) (slash == 0 ? root : root.at(pointer.substring(0, slash)));
        assertThat(parent.has(pointer.substring(slash + 1)))
                .as("has %s", pointer)
                .isTrue();
        parent.put(pointer.substring(slash + 1), value);
    }

    private static void addAFieldToEveryObject(JsonNode node) {
        node.forEach(MessageRoundTripTest::addAFieldToEveryObject);
        // the tasks of a connection are a map by task, not an object with fields
        if (node instanceof ObjectNode object && !object.has("APPLICATION_ROSTER")) {
            object.putObject("addedLater").put("because", "needed");
        }
    }

    private static List<JsonNode> numbersOf(JsonNode node) {
        List<JsonNode> numbers = new ArrayList<>();
        if (node.isNumber()) {
            numbers.add(node);
        }
        node.forEach(child -> numbers.addAll(numbersOf(child)));
        return numbers;
    }
}
