package io.coupabridge.token.rotation;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.mint.GrantCalls;
import io.coupabridge.token.mint.Tokens;
import jakarta.inject.Singleton;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Encrypts what is stored of a tenant again with the primary keys. What does not open is named, and stays as it is. */
@Singleton
class ResealedTenant {

    private static final Logger LOG = Logger.getLogger(ResealedTenant.class);
    private static final String CAUSE = "RESEALED";

    private final Connections connections;
    private final Credentials credentials;
    private final Tokens tokens;
    private final GrantCalls calls;

    ResealedTenant(Connections connections, Credentials credentials, Tokens tokens, GrantCalls calls) {
        this.connections = connections;
        this.credentials = credentials;
        this.tokens = tokens;
        this.calls = calls;
    }

    /** Each thing in a transaction of its own. Says how many there were. Throws what the database throws. */
    int reseal(TenantId tenant) {
        int resealed = reseal(tenant, "secret", credentials::reseal);
        for (Task task : Task.all()) {
            resealed += reseal(tenant, task + " token", connection -> tokens.reseal(connection, task));
        }
        return resealed + calls.reseal(tenant);
    }

    private int reseal(TenantId tenant, String what, Predicate<ConnectionRow> resealing) {
        boolean[] done = new boolean[1];
        try {
            connections.change(tenant, CAUSE, connection -> done[0] = resealing.test(connection));
        } catch (UnsealException e) {
            LOG.errorf("The stored %s of %s does not open with this service's keys.", what, tenant);
            return 0;
        }
        return done[0] ? 1 : 0;
    }
}
