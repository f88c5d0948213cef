package io.coupabridge.console.attention;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds who needs a person. Thread-safe. */
@Singleton
class Needs {

    /** An outage that is over sooner needs nobody. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String ALL = """
            select * from (
                select tenant, host, state as cause, '' as task, message, since from connection
                where state = 'REAUTHORIZATION_REQUIRED' or state = 'DEGRADED' and since <= ?
                union all
                select c.tenant, c.host, v.verdict, v.task, v.message, v.since
                from task_verdict v join connection c on c.tenant = v.tenant
                where v.verdict in ('SCOPE_MISSING', 'FORBIDDEN') and c.state in ('ACTIVE', 'DEGRADED', 'PENDING')) need
            where (?::text[] is null or tenant = any (?::text[])) and (since, tenant, task) > (?, ?, ?)
            order by since, tenant, task limit ?
            """;

    private final ConsoleDatabase database;
    private final Clock clock;

    Needs(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Behind which need of the list another page begins. */
    record Place(Instant since, String tenant, String task) {

        static final Place BEGINNING = new Place(Instant.EPOCH, "", "");

        /** @throws RuntimeException when the text is no {@link Need#place} */
        static Place of(String text) {
            String[] parts = text.split(",", 3);
            return new Place(Instant.parse(parts[0]), parts[1], parts[2]);
        }
    }

    /** Those who wait longest come first. @param only the tenants that may be told of; empty for all */
    List<Need> list(Optional<Set<TenantId>> only, Place behind, int limit) {
        Instant now = clock.instant();
        String[] tenants = only.map(ConsoleDatabase::names).orElse(null);
        return database.query(
                ALL,
                row -> {
                    Instant since = ConsoleDatabase.instant(row, "since");
                    return new Need(
                            row.getString("tenant"),
                            row.getString("host"),
                            row.getString("cause"),
                            row.getString("task"),
                            row.getString("message"),
                            since,
                            Duration.between(since, now));
                },
                now.minus(LONG),
                tenants,
                tenants,
                behind.since(),
                behind.tenant(),
                behind.task(),
                limit);
    }

    /** By the rule of token-service's own counts. */
    Campaign campaign() {
        return database.one("""
                        select count(*), count(*) filter (where client is null),
                            count(*) filter (where client is not null and state in ('ACTIVE', 'DEGRADED'))
                        from (select state, event::json ->> 'clientId' as client from connection
                            where legacy and state <> 'DISCONNECTED') campaign
                        """, row -> new Campaign(row.getLong(1), row.getLong(2), row.getLong(3)))
                .orElseThrow();
    }
}
