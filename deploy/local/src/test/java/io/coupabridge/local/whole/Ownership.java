package io.coupabridge.local.whole;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.InstanceSpec;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says whose something is, by what only one tenant has: its id, which is also in its users' e-mail addresses and in the id and
 * secret of its client; the port of its Coupa; the ids of its records; and the ids of its commands.
 */
final class Ownership {

    private static final Pattern ID = Pattern.compile("nbr-\\d{4}x");
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern COMMAND = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final long SPAN = 100_000;

    private final Map<String, String> byPort = new HashMap<>();
    private final Map<String, String> byCommand = new HashMap<>();

    static TenantId tenant(int number) {
        return new TenantId("nbr-%04dx".formatted(number));
    }

    /** Of the Coupa of the tenant of this number: no other has a record of the same id. */
    static InstanceSpec spec(int number) {
        long first = (number + 1) * SPAN;
        return InstanceSpec.defaults().firstIds(first, first, first).seed(number);
    }

    /** @param origin of the tenant's Coupa */
    void isOf(URI origin, TenantId tenant) {
        byPort.put(Integer.toString(origin.getPort()), tenant.value());
    }

    void isOf(UUID command, TenantId tenant) {
        byCommand.put(command.toString(), tenant.value());
    }

    /** Whose a record of that id is. */
    static TenantId ownerOf(long recordId) {
        return tenant((int) (recordId / SPAN) - 1);
    }

    /** Every tenant of whom the text tells. */
    Set<String> named(String text) {
        Set<String> named = new TreeSet<>();
        Matcher id = ID.matcher(text);
        while (id.find()) {
            named.add(id.group());
        }
        add(named, PORT.matcher(text), 1, byPort);
        add(named, COMMAND.matcher(text), 0, byCommand);
        return named;
    }

    private static void add(Set<String> named, Matcher matcher, int group, Map<String, String> owners) {
        while (matcher.find()) {
            String owner = owners.get(matcher.group(group));
            if (owner != null) {
                named.add(owner);
            }
        }
    }

    /** Whether it tells of this tenant, or of nobody. */
    boolean isOnlyOf(String tenant, String text) {
        return List.of(tenant).containsAll(named(text));
    }
}
