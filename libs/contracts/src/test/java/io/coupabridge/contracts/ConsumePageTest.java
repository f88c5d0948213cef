package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page that consumers read forgets nothing that the code has. */
class ConsumePageTest {

    private static final String PAGE = page();

    /** Ids of the demo's tenants; whoever copies an example must not address one of them. */
    private static final List<String> DEMO_TENANTS = List.of("acme", "borealis", "cedar", "delta");

    static Stream<Golden> golden() {
        return Golden.all();
    }

    static Stream<Topic> topics() {
        return Described.topics().stream();
    }

    static Stream<MessageType> messageTypes() {
        return Described.messageTypes().stream();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void shows_the_golden_message(Golden golden) {
        String example = "`" + golden + "`\n\n```json\n" + golden.text().strip() + "\n```";

        assertThat(PAGE.contains(example))
                .as("whether the page shows %s", golden)
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void has_a_row_for_the_topic(Topic topic) {
        String row = row(PAGE, topic.topicName());

        if (!topic.topicName().endsWith(".dead-letter")) {
            assertThat(row).endsWith("| " + kept(topic) + " | " + topic.partitions() + " |");
        }
    }

    @ParameterizedTest
    @MethodSource("messageTypes")
    void has_a_row_for_every_field_of_the_message(MessageType type) {
        JsonNode schema = AsyncApi.schema(type);
        String section = section(schema.get("title").asText());

        fields("", schema).forEach(field -> checkField(section, field));
        schema.path("$defs")
                .properties()
                .forEach(definition -> fields(definition.getKey() + ".", definition.getValue())
                        .forEach(field -> checkField(section, field)));
    }

    private static void checkField(String section, Map.Entry<String, Boolean> field) {
        String always = row(section, field.getKey()).split("\\|", -1)[3].strip();
        assertThat(always).as("whether %s is always there", field.getKey()).isEqualTo(field.getValue() ? "yes" : "");
    }

    @Test
    void has_a_row_for_everything_that_a_reader_decides_by() {
        assertRows("Failure codes", names(ErrorCode.values()));
        assertRows("Waiting reasons", names(WaitReason.values()));
        assertRows("Connections", names(ConnectionState.values()));
        assertRows("Connections", Arrays.stream(Verdict.values()).map(Enum::name));
        assertRows("TaskCommand", Arrays.stream(RunMode.values()).map(Enum::name));
    }

    @Test
    void names_every_other_word_of_an_enum() {
        assertThat(section("TaskEvent")).contains(quoted(names(TaskEvent.Type.values())));
        assertThat(section("DiscoveredUser")).contains(quoted(names(DiscoveredUser.AccountKind.values())));
        assertThat(section("DiscoveredUser")).contains(quoted(names(Change.values())));
        assertThat(section("DiscoveredExpense")).contains(quoted(names(Change.values())));
        assertThat(section("DiscoveredExpense")).contains(quoted(names(DiscoveredExpense.DateSource.values())));
        assertThat(section("DiscoveredExpense")).contains(quoted(names(DiscoveredExpense.MerchantSource.values())));
        assertThat(section("TaskCommand")).contains(quoted(names(TaskCommand.Kind.values())));
        assertThat(section("TaskCommand"))
                .contains(quoted(Described.tasks().stream().map(Task::name)));
    }

    @Test
    void uses_no_tenant_of_the_demo() {
        assertThat(PAGE.split("[^a-z]+")).doesNotContainAnyElementsOf(DEMO_TENANTS);
    }

    private static void assertRows(String title, Stream<String> names) {
        String section = section(title);
        names.forEach(name -> row(section, name));
    }

    /** Without what stands for words that a reader does not know yet. */
    private static Stream<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).filter(name -> !name.equals("UNKNOWN"));
    }

    private static List<String> quoted(Stream<String> words) {
        return words.map(word -> "`" + word + "`").toList();
    }

    /** The names of an object's fields, and whether each is required. */
    private static List<Map.Entry<String, Boolean>> fields(String prefix, JsonNode schema) {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        return schema.get("properties").properties().stream()
                .map(field -> Map.entry(prefix + field.getKey(), required.contains(field.getKey())))
                .toList();
    }

    private static String kept(Topic topic) {
        return topic.retention()
                .map(time -> time.toDays() == 1 ? "1 day" : time.toDays() + " days")
                .orElse("latest of each key");
    }

    /** The one row of a table that begins with the name. */
    private static String row(String text, String name) {
        List<String> rows = text.lines()
                .filter(line -> line.startsWith("| `" + name + "` |"))
                .toList();
        assertThat(rows).as("rows of %s in docs/consume.md", name).hasSize(1);
        return rows.get(0);
    }

    /** From a headline to the next one of any level. */
    private static String section(String title) {
        String[] parts = PAGE.split("(?m)^#+ " + title + "$", -1);
        assertThat(parts).as("headlines %s in docs/consume.md", title).hasSize(2);
        return parts[1].split("(?m)^#+ ", 2)[0];
    }

    private static String page() {
        try {
            return Files.readString(Path.of("../../docs/consume.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
