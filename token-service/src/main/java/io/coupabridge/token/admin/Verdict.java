package io.coupabridge.token.admin;

import io.coupabridge.contracts.TenantId;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.TimeUnit;

/** Waits for a verification to end: it may run in any replica, so the database is what is looked at. */
@Singleton
class Verdict {

    private static final long LOOK_AGAIN_MS = 150;

    private final ConnectionViews views;
    private final AdminConfig config;

    Verdict(ConnectionViews views, AdminConfig config) {
        this.views = views;
        this.config = config;
    }

    /** 200 with the verdict, or 202 with what is known when it takes longer than the caller is kept waiting. */
    Response await(TenantId tenant, long verification) {
        boolean ended = ended(tenant, verification);
        ConnectionView view = views.find(tenant).orElseThrow(() -> Problems.notConnected(tenant));
        return Response.status(ended ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(view)
                .build();
    }

    private boolean ended(TenantId tenant, long verification) {
        long deadline = System.nanoTime() + config.waitForVerdict().toNanos();
        try {
            while (!views.hasEnded(tenant, verification)) {
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
