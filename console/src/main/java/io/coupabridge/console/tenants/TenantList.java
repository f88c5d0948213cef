package io.coupabridge.console.tenants;

import io.coupabridge.console.database.ConsoleDatabase;
import io.coupabridge.console.tenants.TenantLine.TaskLine;
import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists tenants. Thread-safe. */
@Singleton
class TenantList {

    private static final String FOUND = """
            select tenant, host, state from connection c
            where tenant > ? and (?::text[] is null or tenant = any (?::text[]))
                and (? = '' or tenant ilike ?) and (? = '' or state = ?) and (? = '' or host = ?)
                and (? = '' or exists (select from task_verdict v
                    where v.tenant = c.tenant and v.task = ? and v.verdict <> 'NOT_WANTED'))
                and (?::timestamptz is null or exists (select from task_verdict v
                    left join task_outcome o on o.tenant = v.tenant and o.task = v.task
                    where v.tenant = c.tenant and v.verdict <> 'NOT_WANTED' and (? = '' or v.task = ?)
                        and (o.succeeded_at is null or o.succeeded_at < ?::timestamptz)))
            order by tenant limit ?
            """;

    private static final String TASKS = """
            select v.tenant, v.task, v.verdict, o.succeeded_at from task_verdict v
            left join task_outcome o on o.tenant = v.tenant and o.task = v.task
            where v.tenant = any (?::text[]) and v.verdict <> 'NOT_WANTED' order by v.tenant, v.task
            """;

    private final ConsoleDatabase database;
    private final Clock clock;

    TenantList(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** In the order of their ids. @param only the tenants that may be told of; empty for all */
    List<TenantLine> find(Optional<Set<TenantId>> only, TenantSearch search, int limit) {
        String[] tenants = only.map(ConsoleDatabase::names).orElse(null);
        Instant staleSince = search.stale() == null ? null : clock.instant().minus(Duration.ofDays(search.stale()));
        List<TenantLine> found = database.query(
                FOUND,
                row -> new TenantLine(
                        row.getString("tenant"), row.getString("host"), row.getString("state"), List.of()),
                search.after(),
                tenants,
                tenants,
                search.search(),
                containing(search.search()),
                search.state(),
                search.state(),
                search.host(),
                search.host(),
                search.task(),
                search.task(),
                staleSince,
                search.task(),
                search.task(),
                staleSince,
                limit);
        return withTasks(found);
    }

    /** How many connections are in each state. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        database.query(
                        "select state, count(*) from connection group by state order by state",
                        row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    private List<TenantLine> withTasks(List<TenantLine> found) {
        Map<String, List<TaskLine>> tasks = new LinkedHashMap<>();
        database.query(
                        TASKS,
                        row -> Map.entry(
                                row.getString("tenant"),
                                new TaskLine(
                                        row.getString("task"),
                                        row.getString("verdict"),
                                        ConsoleDatabase.instant(row, "succeeded_at"))),
                        (Object) found.stream().map(TenantLine::tenant).toArray(String[]::new))
                .forEach(task -> tasks.computeIfAbsent(task.getKey(), any -> new ArrayList<>())
                        .add(task.getValue()));
        return found.stream()
                .map(line -> new TenantLine(
                        line.tenant(), line.host(), line.state(), tasks.getOrDefault(line.tenant(), List.of())))
                .toList();
    }

    private static String containing(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
