package io.coupabridge.token.admin;

import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stores what a caller asks for when it is the caller's turn, and waits for the verification to end: it may run in any
 * replica, so the database is what is looked at.
 */
@Singleton
class Verdict {

    private static final long LOOK_AGAIN_MS = 150;

    private final ConnectionViews views;
    private final AdminConfig config;
    private final Line line;

    Verdict(ConnectionViews views, AdminConfig config, Line line) {
        this.views = views;
        this.config = config;
        this.line = line;
    }

    /**
     * 200 with the verdict, or 202 with what is known when it takes longer than the caller is kept waiting. Once the command is
     * stored, a database that does not answer, or is busy, is no failure: it only leaves the 202 empty.
     *
     * @param command starts a verification, in one transaction, and says its number
     */
    Response of(TenantId tenant, LongSupplier command) {
        long deadline = System.nanoTime() + config.waitForVerdict().toNanos();
        long verification = line.inTurn(command::getAsLong);
        Optional<ConnectionView> verdict = verdict(tenant, verification, deadline);
        if (verdict.isPresent()) {
            return Response.ok(verdict.get()).build();
        }
        return Response.accepted(line.now(() -> views.find(tenant)).orElse(null))
                .build();
    }

    private Optional<ConnectionView> verdict(TenantId tenant, long verification, long deadline) {
        try {
            while (true) {
                // a look that comes to nothing is made up for by the next
                Optional<ConnectionView> verdict = line.now(() -> views.verdict(tenant, verification));
                if (verdict.isPresent() || System.nanoTime() > deadline) {
                    return verdict;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
