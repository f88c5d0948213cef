package io.coupabridge.runtime.schedule;

import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import io.coupabridge.contracts.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The streams that this replica leaves to others for a while: it does not pick them, so that they keep their place in line.
 * While there are none, the scheduler picks with one statement instead of two. Thread-safe.
 */
final class LeftToOthers extends PostgreSqlJdbcCustomization {

    private final Clock clock;

    /** Until when. */
    private final Map<Stream, Instant> left = new ConcurrentHashMap<>();

    LeftToOthers(Clock clock) {
        super(true, false);
        this.clock = clock;
    }

    void leave(String stream, TenantId tenant, Instant until) {
        left.put(new Stream(stream, tenant), until);
    }

    void takeAgain(String stream, TenantId tenant) {
        left.remove(new Stream(stream, tenant));
    }

    /** A part of SQL on the scheduler's table, behind other conditions: only what this replica may pick. */
    String condition() {
        Instant now = clock.instant();
        left.values().removeIf(until -> !until.isAfter(now));
        if (left.isEmpty()) {
            return "";
        }
        // neither name has a character that means something in SQL
        return left.keySet().stream()
                .map(stream -> "('" + stream.name() + "', '" + stream.tenant() + "')")
                .sorted()
                .collect(Collectors.joining(", ", " and (task_name, task_instance) not in (", ")"));
    }

    @Override
    public boolean supportsSingleStatementLockAndFetch() {
        return left.isEmpty();
    }

    @Override
    public String createGenericSelectForUpdateQuery(String table, int limit, String condition, boolean byPriority) {
        return super.createGenericSelectForUpdateQuery(table, limit, condition + condition(), byPriority);
    }

    private record Stream(String name, TenantId tenant) {}
}
