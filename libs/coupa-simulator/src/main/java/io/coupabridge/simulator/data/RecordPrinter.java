package io.coupabridge.simulator.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints records as the JSON that Coupa answers with, straight from their values. Thread-safe. */
public final class RecordPrinter {

    private static final JsonFactory FACTORY = new ObjectMapper().getFactory();

    private static final int CHUNK = 500;

    private final DataSet data;

    public RecordPrinter(DataSet data) {
        this.data = data;
    }

    /** The bytes of a JSON array, or of one object, and how many records are in them. */
    public record Printed(byte[] json, int records) {}

    /** Runs a query and prints its page, both on one state of the data. */
    public Printed page(RecordQuery query, FieldSelection selection, PrintStyle style) {
        return data.read(() -> {
            List<Row> rows = query.run();
            return new Printed(print(selection, style, true, rows), rows.size());
        });
    }

    /** Prints one record; empty when there is none of that id, or none that the query's caller may see. */
    public Optional<Printed> one(
            RecordTable records, long id, RecordQuery query, FieldSelection selection, PrintStyle style) {
        return data.read(() -> Optional.ofNullable(records.table().row(id))
                .filter(query::isVisible)
                .map(row -> new Printed(print(selection, style, false, List.of(row)), 1)));
    }

    /**
     * Writes all records of a kind as lines of JSON in order of id, as {@link RecordTable#stream()} has them.
     *
     * @throws IOException when the stream takes no more
     */
    public void lines(RecordTable records, FieldSelection selection, OutputStream out) throws IOException {
        long from = Long.MIN_VALUE;
        boolean ended = false;
        while (!ended) {
            Chunk chunk = chunk(records.table(), selection, from);
            out.write(chunk.lines());
            from = chunk.next();
            ended = chunk.last();
        }
    }

    private record Chunk(byte[] lines, long next, boolean last) {}

    private Chunk chunk(Table table, FieldSelection selection, long from) {
        return data.read(() -> {
            List<Row> rows = new ArrayList<>(CHUNK);
            RowCursor cursor = table.scan(from, Long.MAX_VALUE, true);
            for (Row row = cursor.next(); row != null && rows.size() < CHUNK; row = cursor.next()) {
                rows.add(row);
            }
            long next = rows.isEmpty() ? from : rows.get(rows.size() - 1).id() + 1;
            ByteArrayOutputStream lines = new ByteArrayOutputStream(rows.size() * 2_048);
            for (Row row : rows) {
                lines.writeBytes(print(selection, PrintStyle.PLAIN, false, List.of(row)));
                lines.write('\n');
            }
            return new Chunk(lines.toByteArray(), next, rows.size() < CHUNK);
        });
    }

    private byte[] print(FieldSelection selection, PrintStyle style, boolean asArray, List<Row> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * 1024 + rows.size() * 512);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            Run run = new Run(json, style);
            if (asArray) {
                json.writeStartArray();
            }
            for (Row row : rows) {
                run.topLevel(row, selection);
            }
            if (asArray) {
                json.writeEndArray();
            }
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        return bytes.toByteArray();
    }

    private final class Run {
        private final JsonGenerator json;
        private final PrintStyle style;

        Run(JsonGenerator json, PrintStyle style) {
            this.json = json;
            this.style = style;
        }

        void topLevel(Row row, FieldSelection selection) throws IOException {
            json.writeStartObject();
            fields(row, selection.chosen());
            if (selection.withUnlisted()) {
                unlisted(row);
                for (Map.Entry<String, String> extra : style.extraKeys().entrySet()) {
                    json.writeStringField(extra.getKey(), extra.getValue());
                }
            }
            json.writeEndObject();
        }

        private void unlisted(Row row) throws IOException {
            if (row.change() == null) {
                return;
            }
            for (Map.Entry<String, JsonNode> extra : row.change().patch().properties()) {
                if (row.table().schema().find(extra.getKey()) == null) {
                    json.writeFieldName(extra.getKey());
                    json.writeTree(extra.getValue());
                }
            }
        }

        private void fields(Row row, List<FieldSelection.Chosen> chosen) throws IOException {
            for (FieldSelection.Chosen one : chosen) {
                Object value = style.emptyLists().contains(one.field().name()) ? List.of() : row.get(one.field());
                if (one.field().isUnlisted() && value == null) {
                    continue;
                }
                field(one.field().key(style.snakeCaseKeys()), value, one.field(), one.inside());
                if (style.questionMarkAliases() && one.field().type() == FieldType.BOOLEAN) {
                    field(one.field().aliasKey(), value, one.field(), one.inside());
                }
            }
        }

        private void field(SerializableString key, Object value, Field field, FieldSelection inside)
                throws IOException {
            if (value == null && style.nullsAbsent()) {
                return;
            }
            json.writeFieldName(key);
            if (value == null && style.nullsAsEmptyText() && field.type() == FieldType.STRING) {
                json.writeString("");
            } else {
                value(value, field, inside);
            }
        }

        private void value(Object value, Field field, FieldSelection inside) throws IOException {
            if (value == null) {
                json.writeNull();
            } else if (value instanceof String text) {
                json.writeString(text);
            } else if (value instanceof Boolean flag) {
                json.writeBoolean(flag);
            } else if (value instanceof Long number) {
                json.writeNumber(number);
            } else if (value instanceof Stamp stamp) {
                json.writeString(data.time().format(stamp.epochSecond()));
            } else if (value instanceof Decimal decimal) {
                decimal(decimal.toString());
            } else if (value instanceof Row row) {
                row(row, field, inside);
            } else if (value instanceof JsonNode node) {
                node(node, field, inside);
            } else {
                json.writeStartArray();
                for (Object item : (List<?>) value) {
                    value(item, field, inside);
                }
                json.writeEndArray();
            }
        }

        private void decimal(String text) throws IOException {
            if (style.decimalsAsNumbers()) {
                json.writeNumber(text);
            } else {
                json.writeString(text);
            }
        }

        private void row(Row row, Field field, FieldSelection inside) throws IOException {
            json.writeStartObject();
            if (inside != null) {
                fields(row, inside.chosen());
            } else {
                for (Field part : field.parts()) {
                    field(part.key(style.snakeCaseKeys()), row.get(part), part, null);
                }
            }
            json.writeEndObject();
        }

        /** Plain objects: the parts chosen, or all. */
        private void node(JsonNode node, Field field, FieldSelection inside) throws IOException {
            if (node.isArray()) {
                json.writeStartArray();
                for (JsonNode item : node) {
                    node(item, field, inside);
                }
                json.writeEndArray();
            } else if (!node.isObject()) {
                json.writeTree(node);
            } else {
                json.writeStartObject();
                for (Map.Entry<String, JsonNode> part : node.properties()) {
                    part(part.getKey(), part.getValue(), field, inside);
                }
                json.writeEndObject();
            }
        }

        private void part(String name, JsonNode value, Field field, FieldSelection inside) throws IOException {
            if (inside != null && !inside.wants(name) || value.isNull() && style.nullsAbsent()) {
                return;
            }
            json.writeFieldName(style.snakeCaseKeys() ? name.replace('-', '_') : name);
            if (!value.isTextual()) {
                json.writeTree(value);
            } else if (style.decimalsAsNumbers() && field.hasDecimal(name)) {
                json.writeNumber(value.textValue());
            } else {
                json.writeString(value.textValue());
            }
        }
    }
}
