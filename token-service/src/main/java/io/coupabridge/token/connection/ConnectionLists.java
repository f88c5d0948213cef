package io.coupabridge.token.connection;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Connections of all tenants, for those who look after all of them. */
@ApplicationScoped
public class ConnectionLists {

    /** Tenants that need a person, once for each cause: the rule of {@link Attention}. */
    static final String NEEDING = """
            select tenant, state as cause from connection
            where state in ('DEGRADED', 'REAUTHORIZATION_REQUIRED')
                and (state <> 'DEGRADED' or coalesce(trouble_since, changed_at) <= :outageSince)
            union all
            select t.tenant, t.verdict from connection_task t join connection c on c.tenant = t.tenant
            where t.verdict in ('SCOPE_MISSING', 'FORBIDDEN')
                and t.task = any(string_to_array(coalesce(c.wanted_tasks, :wantedByDefault), ','))
            """;

    static final String COUNT_NEEDING =
            "select cause, count(distinct tenant) from (" + NEEDING + ") needing group by grouping sets ((cause), ())";

    static final String COUNT_IMPORTED = """
            select count(*), count(*) filter (where credential_kind <> 'OAUTH2_CLIENT') from connection
            where imported or reason in ('API_KEY_RETIRED', 'API_KEY_NOT_USED')
            """;

    private static final String WANTED_BY_DEFAULT =
            Task.all().stream().filter(Task::wantedByDefault).map(Task::name).collect(Collectors.joining(","));

    private final ConnectionRows rows;
    private final EntityManager entities;
    private final InstantSource clock;

    ConnectionLists(ConnectionRows rows, EntityManager entities, InstantSource clock) {
        this.rows = rows;
        this.entities = entities;
        this.clock = clock;
    }

    /**
     * How many connections there are.
     *
     * @param needing those that need a person, for whatever cause
     * @param causes how many need one for each cause; a connection may have several
     * @param imported those that began with an API key
     * @param left those of them that have no client yet
     */
    public record Counts(
            Map<ConnectionState, Long> states,
            long needing,
            Map<Attention.Cause, Long> causes,
            long imported,
            long left) {}

    /**
     * In the order of tenants, those behind the one named.
     *
     * @param states empty for all
     * @param attention whether only those that need a person
     */
    @Transactional
    public List<ConnectionRow> page(Collection<ConnectionState> states, boolean attention, String after, int limit) {
        Query page = entities.createNativeQuery(pageQuery(!states.isEmpty(), attention), String.class)
                .setParameter("after", after)
                .setParameter("limit", limit);
        if (!states.isEmpty()) {
            page.setParameter("states", states.stream().map(Enum::name).toList());
        }
        if (attention) {
            rule(page);
        }
        List<?> tenants = page.getResultList();
        return entities.createQuery(
                        "from ConnectionRow c left join fetch c.tasks where c.tenant in :tenants order by c.tenant",
                        ConnectionRow.class)
                .setParameter("tenants", tenants)
                .getResultList();
    }

    static String pageQuery(boolean byState, boolean attention) {
        return "select tenant from connection where tenant > :after"
                + (byState ? " and state in (:states)" : "")
                + (attention ? " and tenant in (select tenant from (" + NEEDING + ") needing)" : "")
                + " order by tenant limit :limit";
    }

    @Transactional
    public Counts counts() {
        Map<Attention.Cause, Long> causes = new EnumMap<>(Attention.Cause.class);
        long needing = 0;
        for (Object found : rule(entities.createNativeQuery(COUNT_NEEDING)).getResultList()) {
            Object[] row = (Object[]) found;
            long count = ((Number) row[1]).longValue();
            if (row[0] == null) {
                needing = count;
            } else {
                causes.put(Attention.Cause.valueOf((String) row[0]), count);
            }
        }
        Object[] campaign =
                (Object[]) entities.createNativeQuery(COUNT_IMPORTED).getSingleResult();
        return new Counts(
                rows.countByState(),
                needing,
                causes,
                ((Number) campaign[0]).longValue(),
                ((Number) campaign[1]).longValue());
    }

    private Query rule(Query query) {
        return query.setParameter("outageSince", Attention.outageSince(clock.instant()))
                .setParameter("wantedByDefault", WANTED_BY_DEFAULT);
    }
}
