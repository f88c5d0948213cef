package io.coupabridge.runtime.handler;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Resource;
import io.coupabridge.client.json.CoupaJson;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a handler must keep to, so that a key that Coupa hides fails the run instead of changing what it finds. For a run in
 * each mode, and for a tenant's first run:
 *
 * <ul>
 *   <li>A key that a resource requires is among the fields that it asks for. Coupa would never send it otherwise.
 *   <li>A key that a list is filtered by is required by a pass over the same list. Otherwise nobody would notice that it is
 *       hidden, and a mapper could not check what the filter let through.
 * </ul>
 */
public final class HandlerRules {

    private static final TenantId ANY = new TenantId("any");
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-02-01T00:00:00Z");

    private HandlerRules() {}

    /** @throws IllegalStateException when it breaks a rule; the sentence names task, pass and key, and says what to do */
    public static void check(TaskHandler handler) {
        check(handler, new RunScope(ANY, RunMode.FULL, null, TO, TO));
        for (RunMode mode : List.of(RunMode.FULL, RunMode.INCREMENTAL, RunMode.WINDOW)) {
            check(handler, new RunScope(ANY, mode, FROM, TO, TO));
        }
    }

    private static void check(TaskHandler handler, RunScope scope) {
        List<Pass> passes = handler.passes(scope);
        requireDistinct(handler, passes);
        Map<String, Set<String>> required = new HashMap<>();
        for (Pass pass : passes) {
            Resource resource = pass.resource();
            required.computeIfAbsent(resource.path(), path -> new HashSet<>()).addAll(resource.requiredKeys());
            requireAskedFor(handler, pass);
        }
        for (Pass pass : passes) {
            for (Filter filter : pass.filters()) {
                String key = keyOf(filter);
                if (!required.get(pass.resource().path()).contains(key)) {
                    throw broken(
                            handler,
                            pass,
                            "filters " + pass.resource() + " by '" + key + "', which no pass over this list requires. "
                                    + "Put '" + key + "' among the required keys of its resource.");
                }
            }
        }
    }

    private static void requireDistinct(TaskHandler handler, List<Pass> passes) {
        Set<String> names = new HashSet<>();
        for (Pass pass : passes) {
            if (!names.add(pass.name())) {
                throw broken(handler, pass, "has the name of another one. Give it its own.");
            }
        }
        if (passes.stream().filter(pass -> pass.sweep() != null).count() > 1) {
            throw new IllegalStateException(
                    "The task " + handler.task() + " has two passes that sweep. At most one may.");
        }
    }

    private static void requireAskedFor(TaskHandler handler, Pass pass) {
        Set<String> asked = askedFor(pass.resource());
        for (String key : pass.resource().requiredKeys()) {
            if (!asked.contains(key)) {
                throw broken(
                        handler,
                        pass,
                        "requires '" + key + "' of " + pass.resource() + ", but does not ask for it. Put '"
                                + key.replace('-', '_') + "' among the fields of its resource.");
            }
        }
    }

    /** Of {@code expensed_by[email]} it is the key of the record that counts. */
    private static String keyOf(Filter filter) {
        String attribute = filter.attribute();
        int nested = attribute.indexOf('[');
        return CoupaJson.key(nested < 0 ? attribute : attribute.substring(0, nested));
    }

    /** The keys of the record, without those of what is embedded in it. */
    private static Set<String> askedFor(Resource resource) {
        try {
            JsonNode fields = CoupaJson.read(resource.fields().getBytes(StandardCharsets.UTF_8));
            Set<String> keys = new HashSet<>();
            for (JsonNode field : fields) {
                if (field.isTextual()) {
                    keys.add(CoupaJson.key(field.textValue()));
                } else {
                    field.fieldNames().forEachRemaining(embedded -> keys.add(CoupaJson.key(embedded)));
                }
            }
            return keys;
        } catch (IOException e) {
            throw new IllegalStateException("The fields of " + resource + " are no JSON list: " + resource.fields(), e);
        }
    }

    private static IllegalStateException broken(TaskHandler handler, Pass pass, String what) {
        return new IllegalStateException("The pass '" + pass.name() + "' of the task " + handler.task() + " " + what);
    }
}
