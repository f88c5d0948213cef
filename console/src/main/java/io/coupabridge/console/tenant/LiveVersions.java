package io.coupabridge.console.tenant;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells whether what is known of a tenant has changed. Thread-safe. */
@Singleton
class LiveVersions {

    /** The events of a tenant are applied one after the other, so that the highest number is the last. */
    private static final String VERSIONS = """
            select c.tenant, c.version, (select max(r.change) from run r where r.tenant = c.tenant) as change
            from connection c where c.tenant = any (?::text[])
            """;

    private final ConsoleDatabase database;

    LiveVersions(ConsoleDatabase database) {
        this.database = database;
    }

    /** By tenant; without those that are not known. */
    Map<String, String> of(Collection<String> tenants) {
        return database
                .query(
                        VERSIONS,
                        row -> Map.entry(row.getString("tenant"), row.getLong("version") + "." + row.getLong("change")),
                        (Object) tenants.toArray(String[]::new))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    String of(TenantId tenant) {
        return of(Set.of(tenant.value())).getOrDefault(tenant.value(), "");
    }
}
