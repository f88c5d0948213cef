package io.coupabridge.console.run;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Looks runs up for pages. Thread-safe. */
@Singleton
public class RunHistory {

    private final ConsoleDatabase database;

    RunHistory(ConsoleDatabase database) {
        this.database = database;
    }

    /** The tenant's runs without an outcome, the oldest first. */
    public List<RunLine> open(TenantId tenant, int limit) {
        return database.query(
                "select * from run where tenant = ? and finished_at is null order by first_seen limit ?",
                RunLine::of,
                tenant.value(),
                limit);
    }

    /** The tenant's runs with an outcome, the newest first. */
    public List<RunLine> ended(TenantId tenant, int limit) {
        return database.query(
                "select * from run where tenant = ? and finished_at is not null order by first_seen desc limit ?",
                RunLine::of,
                tenant.value(),
                limit);
    }

    public Optional<RunLine> one(TenantId tenant, UUID id) {
        return database.one("select * from run where command_id = ? and tenant = ?", RunLine::of, id, tenant.value());
    }

    /** Of all tenants' runs that wait: how many for which reason, the most first. */
    public Map<String, Long> waitingByReason() {
        Map<String, Long> counts = new LinkedHashMap<>();
        database.query("""
                        select wait_reason, count(*) from run where finished_at is null and wait_reason is not null
                        group by wait_reason order by count(*) desc, wait_reason
                        """, row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /** Runs of all tenants that wait, the longest first. */
    public List<RunLine> waiting(String reason, int limit) {
        return database.query("""
                select * from run where finished_at is null and wait_reason is not null and (? = '' or wait_reason = ?)
                order by coalesce(wait_since, updated_at), command_id limit ?
                """, RunLine::of, reason, reason, limit);
    }
}
