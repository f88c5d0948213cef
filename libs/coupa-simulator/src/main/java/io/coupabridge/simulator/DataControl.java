package io.coupabridge.simulator;

import static io.coupabridge.simulator.ControlApi.body;
import static io.coupabridge.simulator.ControlApi.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.data.BadQueryException;
import io.coupabridge.simulator.data.DataSet;
import io.coupabridge.simulator.data.FieldSelection;
import io.coupabridge.simulator.data.RecordPrinter;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.http.HttpConnection;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.NoSuchElementException;

/** Changes data and streams the truth. */
final class DataControl {

    private final DataSet data;

    DataControl(DataSet data) {
        this.data = data;
    }

    private RecordTable table(List<String> path) {
        return data.list(path.isEmpty() ? "" : path.get(0))
                .orElseThrow(() -> new NoSuchElementException("The data are " + String.join(", ", data.lists()) + "."));
    }

    /**
     * POST to a kind changes many: {@code {"insert":2,"update":3,"touch":1,"delete":1,"deactivate":1,"seed":7}}, the
     * records chosen by the seed; with {@code fields} every inserted and updated record gets those. PATCH and DELETE
     * of one by its id; POST to it moves a line.
     */
    HttpResponse change(HttpRequest request, List<String> path) throws IOException {
        RecordTable table = table(path);
        if (path.size() == 1) {
            return json(200, changeMany(table, body(request)));
        }
        long id = id(path.get(1));
        switch (request.method()) {
            case "DELETE" -> table.delete(id);
            case "PATCH", "PUT" -> table.update(id, body(request));
            default -> throw new IllegalArgumentException("One record takes PATCH or DELETE.");
        }
        return table.get(id).map(record -> json(200, record)).orElse(HttpResponse.empty(204));
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(text + " is not an id.", notANumber);
        }
    }

    private static ObjectNode changeMany(RecordTable table, ObjectNode wish) {
        long seed = wish.path("seed").asLong(System.nanoTime());
        ObjectNode fields = wish.path("fields") instanceof ObjectNode given ? given : null;
        ObjectNode done = ConfigReader.JSON.createObjectNode();
        wish.remove(List.of("seed", "fields"));
        wish.properties().forEach(entry -> {
            int count = Math.toIntExact(InstanceControl.number(wish, entry.getKey()));
            ArrayNode ids = done.putArray(entry.getKey());
            change(table, entry.getKey(), count, seed, fields).forEach(ids::add);
        });
        return done;
    }

    private static List<Long> change(RecordTable table, String how, int count, long seed, ObjectNode fields) {
        if (how.equals("insert")) {
            return fields == null ? table.insert(count) : table.insert(count, fields);
        }
        List<Long> ids = table.sample(count, seed + how.hashCode());
        switch (how) {
            case "update" -> {
                if (fields == null) {
                    table.change(ids);
                } else {
                    ids.forEach(id -> table.update(id, fields));
                }
            }
            case "touch" -> table.touch(ids);
            case "delete" -> ids.forEach(table::delete);
            case "deactivate" -> ids.forEach(table::deactivate);
            default ->
                throw new IllegalArgumentException(
                        "Data take insert, update, touch, delete and deactivate, not " + how + ".");
        }
        return ids;
    }

    /**
     * One record by its id, or all of a kind as lines of JSON in order of id, with {@code ?fields=} only those. Null:
     * it was written.
     */
    HttpResponse truth(HttpRequest request, HttpConnection connection, List<String> path) throws IOException {
        RecordTable table = table(path);
        if (path.size() > 1) {
            long id = id(path.get(1));
            return json(
                    200,
                    table.get(id)
                            .orElseThrow(() -> new NoSuchElementException(
                                    "There is no " + table.kind() + " with the id " + id + ".")));
        }
        FieldSelection selection = selection(request, table);
        HttpResponse head = HttpResponse.of(200, "application/x-ndjson; charset=utf-8", "");
        OutputStream out = connection.stream(head);
        new RecordPrinter(data).lines(table, selection, out);
        // not on failure: an answer that breaks off must not look complete
        out.close();
        return null;
    }

    private static FieldSelection selection(HttpRequest request, RecordTable table) {
        try {
            return request.query()
                    .first("fields")
                    .map(fields -> FieldSelection.parse(table, fields, true))
                    .orElseGet(() -> FieldSelection.all(table));
        } catch (BadQueryException bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }
}
