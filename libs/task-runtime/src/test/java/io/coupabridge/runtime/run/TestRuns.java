package io.coupabridge.runtime.run;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.secrets.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/** Runs of the tenant northwind, and tokens with which they read. */
final class TestRuns {

    static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    static final TenantId TENANT = new TenantId("northwind");

    private TestRuns() {}

    static Run queued(RunMode mode) {
        return Run.received(
                        UUID.randomUUID(),
                        TENANT,
                        mode,
                        null,
                        null,
                        "a test",
                        NOW,
                        NOW.plusSeconds(3_600),
                        false,
                        null,
                        TraceParent.fresh())
                .accepted();
    }

    /** Since NOW, over an hour. */
    static Run running(RunMode mode, Position position) {
        return queued(mode).started(mode, NOW.minusSeconds(3_600), NOW, NOW, position);
    }

    static Granted granted(long version, Instant expiresAt) {
        return granted("https://northwind.coupahost.com", version, expiresAt);
    }

    static Granted granted(String origin, long version, Instant expiresAt) {
        return new Granted(
                new BaseUrl(URI.create(origin)), Secret.of("token-" + version), version, 1, NOW, expiresAt, 25);
    }
}
