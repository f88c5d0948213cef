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

    /** Where Coupa refuses the credential, tokens just run out. */
    private static final Set<ConnectionState> RENEWED = Set.of(ConnectionState.ACTIVE, ConnectionState.DEGRADED);

    private static final String OLDEST = "select t, c.state from TokenRow t join ConnectionRow c on c.tenant = t.tenant"
            + " where t.status = ?1 and t.published"
            + " and (t.usableFrom > ?2 or t.usableFrom = ?2 and (t.tenant > ?3 or t.tenant = ?3 and t.task > ?4))"
            + " order by t.usableFrom, t.tenant, t.task";

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

    /** Where a token stands in the list: older ones come first. */
    public record Place(Instant usableFrom, String tenant, String task) {

        /** Before all. */
        public static final Place BEGIN = new Place(Instant.EPOCH, "", "");
    }

    /**
     * A token.
     *
     * @param renewAt when its successor is due; null when none is
     * @param expired whether it has ended, so that runs wait for another
     * @param late whether its successor is overdue
     * @param failures how many grants in a row brought nothing because Coupa could not be asked
     */
    public record Listed(
            Place place,
            long version,
            Instant expiresAt,
            Instant renewAt,
            boolean expired,
            boolean late,
            int failures) {}

    /**
     * How old tokens are.
     *
     * @param byHours how many have been usable for so many whole hours, the expired ones left out
     * @param expired how many have ended
     * @param late how many of all have a successor that is overdue
     */
    public record Ages(Map<Integer, Long> byHours, long expired, long late) {}

    /** Oldest first, those behind that place. */
    @Transactional
    public List<Listed> page(Place after, int limit) {
        Instant now = clock.instant();
        return entities
                .createQuery(OLDEST, Object[].class)
                .setParameter(1, Status.ISSUED)
                .setParameter(2, after.usableFrom())
                .setParameter(3, after.tenant())
                .setParameter(4, after.task())
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(found -> listed((TokenRow) found[0], (ConnectionState) found[1], now))
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

    private static Listed listed(TokenRow row, ConnectionState connection, Instant now) {
        return new Listed(
                new Place(row.usableFrom, row.tenant, row.task),
                row.version,
                row.expiresAt,
                row.renewAt,
                !row.expiresAt.isAfter(now),
                RENEWED.contains(connection) && row.renewAt != null && row.renewAt.isBefore(now.minus(LATE)),
                row.failures);
    }
}
