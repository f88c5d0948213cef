package io.coupabridge.runtime;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.scenario.Platform;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * One tenant with its own Coupa and one command: set up, then started. Whatever is not set is as it should be: an active
 * connection with its task granted, and a token that has been usable for a minute.
 */
final class Scene {

    private static final Duration OLD = Duration.ofSeconds(60);

    final TenantId tenant = new TenantId("c-" + UUID.randomUUID());
    final UUID command = UUID.randomUUID();
    final CoupaInstance coupa;

    private final Platform platform;
    private URI origin;
    private ConnectionState state = ConnectionState.ACTIVE;
    private Verdict verdict = Verdict.GRANTED;
    private Duration tokenUsableFor = OLD;
    private Duration allowed = Duration.ofMinutes(10);
    private String token;

    Scene(CoupaInstance coupa, Platform platform) {
        this.coupa = coupa;
        this.platform = platform;
        this.origin = coupa.origin();
    }

    void told(ConnectionState otherState, Verdict otherVerdict) {
        state = otherState;
        verdict = otherVerdict;
    }

    /** Zero: issued five seconds ago, as Coupa asks of the first use (coupa-api §2.3). */
    void tokenUsableFor(Duration time) {
        tokenUsableFor = time;
    }

    void pointsTo(URI otherOrigin) {
        origin = otherOrigin;
    }

    void deadlineIn(Duration time) {
        allowed = time;
    }

    /** The first token; null before the start. */
    String token() {
        return token;
    }

    void start(TokenDesk desk) {
        desk.serve(tenant, version -> publishToken(version, OLD));
        platform.connection(tenant, 1, state, verdict, "Words for an administrator.", origin);
        token = publishToken(1, tokenUsableFor);
        platform.command(new TaskCommand(
                Kind.RUN,
                command,
                tenant,
                ApplicationRoster.TASK,
                RunMode.FULL,
                null,
                null,
                Instant.now().plus(allowed),
                null,
                null,
                null));
    }

    private String publishToken(long version, Duration usableFor) {
        String granted = platform.grant(coupa.origin(), "client", "client-secret");
        platform.token(tenant, version, granted, origin, 25, Instant.now().minus(usableFor));
        return granted;
    }
}
