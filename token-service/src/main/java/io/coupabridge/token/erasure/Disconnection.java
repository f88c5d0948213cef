package io.coupabridge.token.erasure;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.mint.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Ends a connection for good, within its change: the secret is erased, the tokens are taken back, and nothing is verified. */
@ApplicationScoped
public class Disconnection {

    private final Credentials credentials;
    private final Tokens tokens;

    Disconnection(Credentials credentials, Tokens tokens) {
        this.credentials = credentials;
        this.tokens = tokens;
    }

    public void end(ConnectionRow connection, String message) {
        credentials.erase(connection);
        connection.credentialVersion++;
        Task.all().forEach(task -> tokens.revoke(connection, task));
        connection.forgetAccess();
        connection.share(Set.of());
        connection.enter(ConnectionState.DISCONNECTED, null, message);
        connection.nextAttemptAt = null;
        // makes a verification that runs void, and ends the waiting for it
        connection.verification++;
        connection.verificationEnded = connection.verification;
    }
}
