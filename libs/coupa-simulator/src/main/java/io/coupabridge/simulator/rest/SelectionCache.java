package io.coupabridge.simulator.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.behaviour.Switches;
import io.coupabridge.simulator.data.BadQueryException;
import io.coupabridge.simulator.data.FieldSelection;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.http.QueryString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which fields an answer has, by {@code fields}, {@code return_object} and {@code filter} (coupa-api §3.5). */
final class SelectionCache {

    private static final int MOST = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Key(String resource, String fields, boolean rejectUnknown) {}

    private final Switches switches;
    private final Map<Key, FieldSelection> parsed = new ConcurrentHashMap<>();
    private final Map<String, FieldSelection> whole = new ConcurrentHashMap<>();

    SelectionCache(Switches switches) {
        this.switches = switches;
    }

    /** @throws BadQueryException when the wish is unreadable or names what is not there */
    FieldSelection of(RecordTable records, String resource, QueryString query) {
        String fields = query.first("fields").orElse(null);
        FieldSelection selection =
                fields != null ? parsed(records, resource, fields) : returnObject(records, resource, query);
        String filter = query.first("filter").orElse(null);
        if (filter != null) {
            Set<String> kept = switches.responseFilter(filter);
            if (kept == null) {
                throw new BadQueryException("There is no API response filter " + filter);
            }
            selection = selection.keep(kept);
        }
        boolean beaten = fields != null && switches.fieldsBeatHidden();
        return beaten ? selection : selection.without(switches.hiddenFields(resource));
    }

    private FieldSelection parsed(RecordTable records, String resource, String fields) {
        Key key = new Key(resource, fields, switches.rejectUnknownFields());
        FieldSelection known = parsed.get(key);
        if (known != null) {
            return known;
        }
        FieldSelection fresh = FieldSelection.parse(records, fields, key.rejectUnknown());
        if (parsed.size() >= MOST) {
            parsed.clear();
        }
        parsed.put(key, fresh);
        return fresh;
    }

    private FieldSelection returnObject(RecordTable records, String resource, QueryString query) {
        String wish = query.first("return_object").orElse("full");
        return switch (wish) {
            case "limited" -> FieldSelection.limited(records);
            case "shallow" -> FieldSelection.shallow(records);
            case "full" -> whole.computeIfAbsent(resource, any -> FieldSelection.all(records));
            default -> throw new BadQueryException("return_object takes limited or shallow");
        };
    }

    /** {@code {"users":[…]}} instead of {@code […]}. */
    static byte[] asObject(byte[] array, String kind) {
        try {
            ObjectNode object = JSON.createObjectNode();
            object.set(kind + "s", JSON.readTree(array));
            return JSON.writeValueAsBytes(object);
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
    }
}
