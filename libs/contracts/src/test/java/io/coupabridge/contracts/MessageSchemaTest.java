package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON Schemas that consumers get say what the messages are. */
class MessageSchemaTest {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig FORMATS_COUNT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    static Stream<Golden> golden() {
        return Golden.all();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void allows_the_golden_message(Golden golden) {
        Set<ValidationMessage> complaints = schema(golden.type()).validate(golden.json());

        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void allows_what_a_newer_writer_adds(Golden golden) {
        ObjectNode newer = golden.json();
        newer.putObject("addedLater").put("because", "needed");

        assertThat(schema(golden.type()).validate(newer)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.contracts.MessageType#all")
    void is_itself_a_valid_schema(MessageType type) throws IOException {
        JsonSchema metaSchema = FACTORY.getSchema(URI.create("https://json-schema.org/draft/2020-12/schema"));

        Set<ValidationMessage> complaints = metaSchema.validate(read(type));

        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.contracts.MessageType#all")
    void names_the_fields_of_the_record_in_their_order(MessageType type) throws IOException {
        Class<?> record = Golden.JAVA_TYPES.get(type);

        List<String> properties = namesOf(read(type).get("properties"));

        assertThat(properties)
                .containsExactlyElementsOf(Stream.of(record.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "io.coupabridge.task-event.v1,         progress,   io.coupabridge.contracts.TaskEvent$Progress",
        "io.coupabridge.task-event.v1,         waiting,    io.coupabridge.contracts.TaskEvent$Waiting",
        "io.coupabridge.task-event.v1,         receipt,    io.coupabridge.contracts.TaskEvent$Receipt",
        "io.coupabridge.task-event.v1,         failure,    io.coupabridge.contracts.TaskEvent$Failure",
        "io.coupabridge.discovered-user.v1,    department, io.coupabridge.contracts.DiscoveredUser$Department",
        "io.coupabridge.discovered-expense.v1, money,      io.coupabridge.contracts.Money",
        "io.coupabridge.discovered-expense.v1, category,   io.coupabridge.contracts.DiscoveredExpense$Category",
        "io.coupabridge.connection-event.v1,   access,     io.coupabridge.contracts.TaskAccess",
    })
    void names_the_fields_of_a_nested_record(MessageType type, String definition, Class<?> record) throws IOException {
        List<String> properties = namesOf(read(type).at("/$defs/" + definition + "/properties"));

        assertThat(properties)
                .containsExactlyElementsOf(Stream.of(record.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("io.coupabridge.contracts.MessageType#all")
    void explains_every_field(MessageType type) throws IOException {
        JsonNode schema = read(type);

        List<JsonNode> fields = new ArrayList<>();
        schema.findValues("properties").forEach(properties -> properties.forEach(fields::add));

        assertThat(fields)
                .filteredOn(field -> field.has("type") || field.has("$ref"))
                .isNotEmpty()
                .allMatch(field -> field.path("description").asText().endsWith("."));
    }

    /** As ajv's strict mode wants it, which docs/examples/run applies whole. */
    @ParameterizedTest
    @MethodSource("io.coupabridge.contracts.MessageType#all")
    void describes_beside_it_whatever_it_requires(MessageType type) throws IOException {
        assertThat(read(type).findParents("required"))
                .isNotEmpty()
                .allSatisfy(schema -> assertThat(namesOf(schema.path("properties")))
                        .containsAll(Golden.MAPPER.convertValue(schema.get("required"), NAMES)));
    }

    /** What services write and consumers read. */
    static Stream<MessageType> written() {
        return MessageType.all().stream().filter(type -> !type.equals(MessageType.TASK_COMMAND));
    }

    @ParameterizedTest
    @MethodSource("written")
    void closes_no_enum_for_readers(MessageType type) throws IOException {
        assertThat(read(type).findValues("enum")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "task-command.run       | /task                | \"PAYROLL\"",
                "task-command.run       | /mode                | \"SOME\"",
                "task-command.run       | /kind                | \"PAUSE\"",
                "task-command.run       | /commandId           | \"7\"",
                "task-command.run       | /tenantId            | \"acme/prod\"",
                "task-command.run       | /deadline            | 1764014400",
                "task-command.window    | /to                  | null",
                "task-command.cancel    | /cancels             | null",
                "task-event.started     | /sequence            | 0",
                "task-event.started     | /at                  | 1764014400.5",
                "task-event.started     | /at                  | \"2026-11-24T09:00:00+01:00\"",
                "task-event.failed      | /failure             | null",
                "task-event.completed   | /receipt/warnings    | \"one\"",
                "discovered-user.new    | /activeDate          | \"2023-05-02T00:00:00Z\"",
                "discovered-user.new    | /userId              | \"4127\"",
                "discovered-user.new    | /licences            | null",
                "discovered-expense.new | /amount/amount       | 168.00",
                "discovered-expense.new | /amount/amount       | \"1.68E+2\"",
                "discovered-expense.new | /amount/currency     | null",
                "discovered-expense.new | /leaf                | null",
                "connection-event.active | /requestCeiling     | 26",
                "connection-event.active | /state              | null",
                "token-event.issued     | /sealedToken         | null",
                "token-event.revoked    | /sealedToken         | \"AXv3\"",
                "token-rejected         | /tokenVersion        | \"12\"",
                "quarantined-record     | /record              | {}",
            })
    void refuses_what_is_wrong(String name, String pointer, String value) throws IOException {
        Golden golden = Golden.named(name);
        ObjectNode wrong = golden.json();
        set(wrong, pointer, Golden.MAPPER.readTree(value));

        assertThat(schema(golden.type()).validate(wrong)).isNotEmpty();
    }

    /** @param value JSON null takes the field away */
    private static void set(ObjectNode root, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) (slash == 0 ? root : root.at(pointer.substring(0, slash)));
        if (value.isNull()) {
            parent.remove(pointer.substring(slash + 1));
        } else {
            parent.set(pointer.substring(slash + 1), value);
        }
    }

    private static List<String> namesOf(JsonNode properties) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonSchema schema(MessageType type) {
        try {
            return FACTORY.getSchema(read(type), FORMATS_COUNT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(MessageType type) throws IOException {
        try (InputStream in = MessageType.class.getClassLoader().getResourceAsStream(type.schemaResource())) {
            assertThat(in).as("schema of %s", type).isNotNull();
            return Golden.MAPPER.readTree(in);
        }
    }
}
