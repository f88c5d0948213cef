package io.coupabridge.token.admin;

import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
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
     * 200 with the verdict, or 202 with what is known when it takes longer than the caller is kept waiting.
     *
     * @param command starts a verification, in one transaction, and says its number
     */
    Response of(TenantId tenant, LongSupplier command) {
        long deadline = System.nanoTime() + config.waitForVerdict().toNanos();
        long verification = line.inTurn(command::getAsLong);
        boolean ended = ended(tenant, verification, deadline);
        ConnectionView view = line.inTurn(() -> views.find(tenant)).orElseThrow(() -> Problems.notConnected(tenant));
        return Response.status(ended ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(view)
                .build();
    }

    private boolean ended(TenantId tenant, long verification, long deadline) {
        try {
            // a look that comes to nothing is made up for by the next
            while (!line.now(() -> views.hasEnded(tenant, verification)).orElse(false)) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
