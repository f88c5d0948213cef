package io.coupabridge.runtime.ledger;

import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Runs of many tenants. A command that cancels another is no run. */
@ApplicationScoped
public class RunLists {

    /** As the indexes have it; there are few that wait or have failed, among many. */
    private static final String WAITS_FOR = "substring(waiting from '\"reason\":\"(\\w+)\"')";

    private static final String FAILED_WITH = "substring(failure from '\"code\":\"(\\w+)\"')";
    private static final String WAITING = "finished_at is null and waiting is not null";

    private final Database database;

    RunLists(Database database) {
        this.database = database;
    }

    /**
     * Which runs; an empty set excludes none.
     *
     * @param tenants the only ones whose runs may be told of; empty for all tenants
     */
    public record Selection(
            Optional<Set<TenantId>> tenants, Set<Run.State> states, Set<WaitReason> waiting, Set<ErrorCode> failures) {}

    /** How many runs there are by state, and how many of them wait by reason. What there is none of is absent. */
    public record Counts(Map<String, Long> states, Map<String, Long> waiting) {}

    /** A statement and what goes into it. */
    record Statement(String sql, Object[] values) {}

    /** The newest first, from behind that place on. */
    public List<Run> page(Selection selection, OptionalLong behind, int limit) {
        Statement statement = newest(selection, behind, limit);
        return database.query(statement.sql(), RunStore::run, statement.values());
    }

    /** The run's place in the list; empty when there is none, or it is of none of these tenants. */
    public OptionalLong place(UUID commandId, Optional<Set<TenantId>> tenants) {
        List<Object> values = new ArrayList<>(List.of(commandId));
        return database
                .query(
                        "select ordinal from run where command_id = ?" + of(tenants, values),
                        row -> row.getLong(1),
                        values.toArray())
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    public Counts counts(Optional<Set<TenantId>> tenants) {
        return new Counts(count(states(tenants)), count(waiting(tenants)));
    }

    static Statement newest(Selection selection, OptionalLong behind, int limit) {
        StringBuilder sql = new StringBuilder("select * from run where cancels is null");
        List<Object> values = new ArrayList<>();
        sql.append(of(selection.tenants(), values));
        sql.append(among("state", selection.states(), values));
        if (!selection.waiting().isEmpty()) {
            sql.append(" and ").append(WAITING).append(among(WAITS_FOR, selection.waiting(), values));
        }
        if (!selection.failures().isEmpty()) {
            sql.append(" and failure is not null").append(among(FAILED_WITH, selection.failures(), values));
        }
        behind.ifPresent(place -> {
            sql.append(" and ordinal < ?");
            values.add(place);
        });
        values.add(limit);
        return new Statement(sql.append(" order by ordinal desc limit ?").toString(), values.toArray());
    }

    static Statement states(Optional<Set<TenantId>> tenants) {
        List<Object> values = new ArrayList<>();
        return new Statement(
                "select state, count(*) from run where cancels is null" + of(tenants, values) + " group by state",
                values.toArray());
    }

    static Statement waiting(Optional<Set<TenantId>> tenants) {
        List<Object> values = new ArrayList<>();
        return new Statement(
                "select coalesce(" + WAITS_FOR + ", 'UNKNOWN'), count(*) from run where " + WAITING
                        + of(tenants, values) + " group by 1",
                values.toArray());
    }

    private Map<String, Long> count(Statement statement) {
        Map<String, Long> counts = new HashMap<>();
        database.query(statement.sql(), row -> Map.entry(row.getString(1), row.getLong(2)), statement.values())
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    private static String of(Optional<Set<TenantId>> tenants, List<Object> values) {
        if (tenants.isEmpty()) {
            return "";
        }
        values.add(tenants.get().stream().map(TenantId::value).toArray(String[]::new));
        return " and tenant = any(?)";
    }

    private static String among(String what, Collection<? extends Enum<?>> names, List<Object> values) {
        if (names.isEmpty()) {
            return "";
        }
        values.add(names.stream().map(Enum::name).toArray(String[]::new));
        return " and " + what + " = any(?)";
    }
}
