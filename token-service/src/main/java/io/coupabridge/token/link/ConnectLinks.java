package io.coupabridge.token.link;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.secrets.LinkToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Links that open the connect page of one tenant, for who has no login. By each, one credential can be brought to work.
 * Whoever also locks the tenant's connection does so before the link.
 */
@ApplicationScoped
public class ConnectLinks {

    /** As many of a tenant can be alive at once. */
    public static final int MOST_ALIVE = 20;

    /** As often within an hour something is saved or verified by one link. */
    public static final int MOST_DEEDS = 20;

    private static final int LISTED = 100;

    /** So long after its end a link says that it has ended. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static final String LINK = "link";

    private final ConnectLinkRows rows;
    private final Trail trail;
    private final InstantSource clock;

    ConnectLinks(ConnectLinkRows rows, Trail trail, InstantSource clock) {
        this.rows = rows;
        this.trail = trail;
        this.clock = clock;
    }

    /** A new link, and what opens it, which is told this once. */
    public record Made(ConnectLink link, LinkToken token) {}

    /** @return empty when the tenant has as many as it may */
    @Transactional
    public Optional<Made> make(TenantId tenant, Duration validFor, Who who) {
        rows.takeTurn(tenant);
        Instant now = now();
        if (rows.alive(tenant, now) >= MOST_ALIVE) {
            return Optional.empty();
        }
        LinkToken token = LinkToken.fresh();
        ConnectLinkRow row = new ConnectLinkRow();
        row.id = UUID.randomUUID().toString();
        row.tenant = tenant.value();
        row.tokenHash = token.hash();
        row.createdAt = now;
        row.expiresAt = now.plus(validFor);
        rows.persistAndFlush(row);
        trail.append(tenant, who, "CONNECT_LINK_MADE", Detail.of(LINK, row.id).with("seconds", validFor.toSeconds()));
        return Optional.of(new Made(row.link(now), token));
    }

    /** Those of the tenant that are known, the newest first. */
    @Transactional
    public List<ConnectLink> of(TenantId tenant) {
        Instant now = now();
        return rows.newest(tenant, LISTED).stream().map(row -> row.link(now)).toList();
    }

    /** Ends a link; one that has ended stays as it is. @return whether the tenant has such a link */
    @Transactional
    public boolean revoke(TenantId tenant, String id, Who who) {
        Optional<ConnectLinkRow> row = rows.lock(tenant, id);
        row.filter(link -> link.link(now()).isAlive()).ifPresent(link -> {
            link.revokedAt = now();
            rows.flush();
            trail.append(tenant, who, "CONNECT_LINK_REVOKED", Detail.of(LINK, id));
        });
        return row.isPresent();
    }

    @Transactional
    public Optional<ConnectLink> find(LinkToken token) {
        return rows.byHash(token.hash()).map(row -> row.link(now()));
    }

    /** The link as it is now, and nobody changes it until the transaction ends; empty when it was forgotten. */
    @Transactional(TxType.MANDATORY)
    public Optional<ConnectLink> lock(ConnectLink link) {
        return rows.lock(link.tenant(), link.id()).map(row -> row.link(now()));
    }

    /** Counts what is about to be done by it. @return zero when it may be, else how long that has to wait */
    @Transactional(TxType.MANDATORY)
    public Duration count(ConnectLink link) {
        return rows.lock(link.tenant(), link.id()).map(row -> row.count(now())).orElse(Duration.ZERO);
    }

    /** The credential of that version was saved by it; that verification says what Coupa makes of it. */
    @Transactional(TxType.MANDATORY)
    public void saved(ConnectLink link, long credentialVersion, long verification) {
        rows.lock(link.tenant(), link.id()).ifPresent(row -> {
            row.verification = verification;
            row.credentialVersion = credentialVersion;
            row.savedAt = now();
        });
    }

    /** That verification was asked for by it. */
    @Transactional(TxType.MANDATORY)
    public void verifies(ConnectLink link, long verification) {
        rows.lock(link.tenant(), link.id()).ifPresent(row -> row.verification = verification);
    }

    /** Coupa accepts the credential of that version; under the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public void accepted(TenantId tenant, long credentialVersion) {
        rows.accepted(tenant, credentialVersion, now());
    }

    /** Forgets all of the tenant, so that none opens anything; under the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public void forget(TenantId tenant) {
        rows.delete("tenant", tenant.value());
    }

    /** Forgets those that ended long ago. */
    @Transactional
    void forgetOld() {
        rows.delete("expiresAt < ?1", now().minus(REMEMBERED));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
