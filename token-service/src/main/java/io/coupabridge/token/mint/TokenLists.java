package io.coupabridge.token.mint;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.token.mint.TokenRow.Status;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Published tokens of all tenants by their age, for those who look after all of them. Opens none. */
@ApplicationScoped
public class TokenLists {

    /** A renewal that is due for longer is late. */
    private static final Duration LATE = Duration.ofSeconds(30);

    /** Where Coupa refuses the credential, tokens just run out; they would come first for ever. */
    private static final Set<ConnectionState> RENEWED = Set.of(ConnectionState.ACTIVE, ConnectionState.DEGRADED);

    private static final String RANK = "case when t.renewAt < :late then 0 else 1 end";

    private static final String PAGE = "select t from TokenRow t join ConnectionRow c on c.tenant = t.tenant"
            + " where t.status = :status and t.published and c.state in (:renewed) and (" + RANK + " > :rank or " + RANK
            + " = :rank and (t.usableFrom > :since or t.usableFrom = :since"
            + " and (t.tenant > :tenant or t.tenant = :tenant and t.task > :task)))"
            + " order by " + RANK + ", t.usableFrom, t.tenant, t.task";

    private static final String COUNT_BY_HOURS = """
            select greatest(0, floor(extract(epoch from cast(:now as timestamptz) - usable_from) / 3600)), count(*)
            from token where status = 'ISSUED' and published and expires_at > :now group by 1
            """;

    private final TokenRows rows;
    private final EntityManager entities;
    private final InstantSource clock;

    TokenLists(TokenRows rows, EntityManager entities, InstantSource clock) {
        this.rows = rows;
        this.entities = entities;
        this.clock = clock;
    }

    /** Where a token stands in the list: late ones come first, and among them and the others older ones. */
    public record Place(boolean late, Instant usableFrom, String tenant, String task) {

        /** Before all. */
        public static final Place BEGIN = new Place(true, Instant.EPOCH, "", "");
    }

    /**
     * A token.
     *
     * @param renewAt when its successor is due; null when none is
     * @param expired whether it has ended, so that runs wait for another
     * @param failures how many grants in a row brought nothing because Coupa could not be asked
     */
    public record Listed(
            Place place, long version, Instant expiresAt, Instant renewAt, boolean expired, int failures) {}

    /**
     * How old tokens are.
     *
     * @param byHours how many have been usable for so many whole hours, the expired ones left out
     * @param expired how many have ended
     * @param late how many of all have a successor that is overdue
     */
    public record Ages(Map<Integer, Long> byHours, long expired, long late) {}

    /**
     * Those that are renewed, behind that place. A token that becomes late between two pages may be on neither, or on both once
     * it is renewed.
     */
    @Transactional
    public List<Listed> page(Place after, int limit) {
        Instant now = clock.instant();
        return entities
                .createQuery(PAGE, TokenRow.class)
                .setParameter("status", Status.ISSUED)
                .setParameter("renewed", RENEWED)
                .setParameter("late", now.minus(LATE))
                .setParameter("rank", after.late() ? 0 : 1)
                .setParameter("since", after.usableFrom())
                .setParameter("tenant", after.tenant())
                .setParameter("task", after.task())
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(found -> listed(found, now))
                .toList();
    }

    @Transactional
    public Ages ages() {
        Instant now = clock.instant();
        Map<Integer, Long> byHours = new TreeMap<>();
        for (Object found : entities.createNativeQuery(COUNT_BY_HOURS)
                .setParameter("now", now)
                .getResultList()) {
            Object[] row = (Object[]) found;
            byHours.put(((Number) row[0]).intValue(), ((Number) row[1]).longValue());
        }
        return new Ages(
                byHours,
                rows.count("status = ?1 and published and expiresAt <= ?2", Status.ISSUED, now),
                rows.countOverdue(now.minus(LATE)));
    }

    private static Listed listed(TokenRow row, Instant now) {
        boolean late = row.renewAt != null && row.renewAt.isBefore(now.minus(LATE));
        return new Listed(
                new Place(late, row.usableFrom, row.tenant, row.task),
                row.version,
                row.expiresAt,
                row.renewAt,
                !row.expiresAt.isAfter(now),
                row.failures);
    }
}
