package io.coupabridge.token.admin;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Caller;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.secrets.Secret;
import io.coupabridge.token.connection.Ceilings;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.ConnectionRow.CredentialKind;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.erasure.Disconnection;
import io.coupabridge.token.mint.GrantCalls;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.verification.Judgement;
import io.coupabridge.token.verification.Verifications;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What people ask for, each in one transaction with its audit entry and its events. */
@ApplicationScoped
class ConnectionCommands {

    private static final String PENDING = "The connection is stored and being verified.";

    private final Connections connections;
    private final Credentials credentials;
    private final Tokens tokens;
    private final Verifications verifications;
    private final GrantCalls grantCalls;
    private final Judgement judgement;
    private final Ceilings ceilings;
    private final Disconnection disconnection;
    private final Trail trail;
    private final Caller caller;
    private final InstantSource clock;

    ConnectionCommands(
            Connections connections,
            Credentials credentials,
            Tokens tokens,
            Verifications verifications,
            GrantCalls grantCalls,
            Judgement judgement,
            Ceilings ceilings,
            Disconnection disconnection,
            Trail trail,
            Caller caller,
            InstantSource clock) {
        this.connections = connections;
        this.credentials = credentials;
        this.tokens = tokens;
        this.verifications = verifications;
        this.grantCalls = grantCalls;
        this.judgement = judgement;
        this.ceilings = ceilings;
        this.disconnection = disconnection;
        this.trail = trail;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Stores a connection and starts its verification.
     *
     * @param secret null keeps the stored one, which is bound to address and Client ID
     * @param chosen the tasks that the tenant wants; empty keeps what it wants
     * @return the number of the verification
     */
    @Transactional
    long save(TenantId tenant, BaseUrl baseUrl, String clientId, Secret secret, Set<Task> chosen) {
        connections.ensure(tenant);
        return verified(tenant, "SAVED", connection -> {
            boolean sameClient = connection.credentialKind == CredentialKind.OAUTH2_CLIENT
                    && baseUrl.equals(connection.address())
                    && clientId.equals(connection.clientId);
            if (secret == null && !sameClient) {
                throw Inputs.problem(
                        Violation.In.body,
                        "clientSecret",
                        "Enter the Client Secret: a stored one is kept only while address and Client ID stay the same.");
            }
            boolean newCredential = secret != null && !(sameClient && credentials.holds(connection, secret));
            // without the Client ID: people paste secrets there by mistake, and the trail is for ever
            byCaller(
                    tenant,
                    "CONNECTION_SAVED",
                    Detail.of("baseUrl", baseUrl).with("credential", newCredential ? "NEW" : "SAME"));
            boolean more = !chosen.isEmpty() && choose(connection, chosen);
            if (!newCredential) {
                refuseWhenLeftAlone(connection);
                // one that runs knows nothing of a task that has just been added
                return more ? verifications.begin(connection, "VERIFIED") : verifications.join(connection, "VERIFIED");
            }
            replace(connection, CredentialKind.OAUTH2_CLIENT, baseUrl, clientId, secret);
            // it may be one that was refused before, here as well
            refuseWhenLeftAlone(connection, secret);
            return verifications.begin(connection, "VERIFIED");
        });
    }

    /** Stores a legacy API key and starts asking Coupa what it says to it. */
    @Transactional
    long importApiKey(TenantId tenant, BaseUrl baseUrl, Secret apiKey) {
        connections.ensure(tenant);
        return verified(tenant, "IMPORTED", connection -> {
            if (connection.credentialKind == CredentialKind.OAUTH2_CLIENT) {
                throw Problems.conflict(
                        "This tenant is connected with a Client ID and a Client Secret, which an API key"
                                + " must not replace. Delete the connection first if that is meant.");
            }
            byCaller(tenant, "API_KEY_IMPORTED", Detail.of("baseUrl", baseUrl));
            replace(connection, CredentialKind.API_KEY, baseUrl, null, apiKey);
            return verifications.begin(connection, "VERIFIED");
        });
    }

    /**
     * Publishes connection and tokens again, whatever stands on the topics. Then it starts a verification, or joins the one
     * that runs; of a dead credential it is one probe, and only so many a day. What was published stays so when this is
     * refused.
     */
    @Transactional(dontRollbackOn = HttpProblem.class)
    long verify(TenantId tenant) {
        AtomicReference<HttpProblem> refused = new AtomicReference<>();
        long number = verified(tenant, "VERIFIED", connection -> {
            if (connection.credentialKind == CredentialKind.NONE) {
                throw Problems.conflict(
                        "There is no Client Secret to verify. Save the connection with its Client ID and"
                                + " Client Secret.");
            }
            byCaller(tenant, "VERIFICATION_REQUESTED", Detail.of("state", connection.state));
            publishAgain(connection, "VERIFIED");
            Optional<HttpProblem> leftAlone = leftAlone(connection);
            leftAlone.ifPresent(refused::set);
            return leftAlone.isPresent() ? connection.verification : verifications.join(connection, "VERIFIED");
        });
        if (refused.get() != null) {
            // not before: within the change it would undo what is to be published
            throw refused.get();
        }
        return number;
    }

    /**
     * Erases the secret, takes the tokens back and says so. Done again, it only says so again, whatever stands on the
     * topics.
     */
    @Transactional
    void delete(TenantId tenant) {
        connections
                .change(tenant, "DELETED", connection -> {
                    if (connection.state == ConnectionState.DISCONNECTED) {
                        publishAgain(connection, "DELETED");
                        return;
                    }
                    byCaller(tenant, "CONNECTION_DELETED", Detail.of("state", connection.state));
                    disconnection.end(connection, "The connection was deleted.");
                })
                .orElseThrow(() -> Problems.notConnected(tenant));
    }

    /**
     * Sets a tenant's ceiling, connected or not, and tells those who read at its pace.
     *
     * @return where the tenant's Coupa is; empty before the first address
     */
    @Transactional
    Optional<BaseUrl> setCeiling(TenantId tenant, int requestsPerSecond) {
        // before the ceiling's row, as an erasure takes them
        connections.lock(tenant);
        ceilings.set(tenant, requestsPerSecond);
        Optional<ConnectionRow> told = connections.change(tenant, "CEILING_SET", connection -> {
            if (connection.requestCeiling != requestsPerSecond) {
                connection.requestCeiling = requestsPerSecond;
                tokens.publishAgain(connection);
            }
        });
        byCaller(tenant, "CEILING_SET", Detail.of("requestsPerSecond", requestsPerSecond));
        return told.map(ConnectionRow::address);
    }

    /**
     * Sets which tasks the tenant wants. What is not wanted any more loses its token; what is newly wanted is verified.
     *
     * @param chosen at least one
     * @return the number of the verification to wait for; it may have ended
     */
    @Transactional
    long chooseTasks(TenantId tenant, Set<Task> chosen) {
        return verified(tenant, "TASKS_CHOSEN", connection -> {
            byCaller(
                    tenant,
                    "TASKS_CHOSEN",
                    Detail.of("tasks", chosen.stream().map(Task::name).sorted().collect(Collectors.joining(","))));
            boolean verify = choose(connection, chosen) && mayVerify(connection);
            if (verify) {
                return verifications.begin(connection, "TASKS_CHOSEN");
            }
            // one that runs passes over what is not wanted any more
            return connection.isVerifying() ? connection.verification : connection.verificationEnded;
        });
    }

    /** Whether there is one among them that was not wanted before. */
    private boolean choose(ConnectionRow connection, Set<Task> chosen) {
        boolean more = !connection.wanted().containsAll(chosen);
        connection.wanted().stream()
                .filter(task -> !chosen.contains(task))
                .forEach(task -> tokens.revoke(connection, task));
        connection.want(chosen);
        judgement.tasksChanged(connection);
        // the task that met the outage may be gone
        tokens.recovered(connection);
        return more;
    }

    /** A dead credential is left alone, also when its tasks change (promise 8). */
    private static boolean mayVerify(ConnectionRow connection) {
        return connection.credentialKind == CredentialKind.OAUTH2_CLIENT
                && connection.state != ConnectionState.REAUTHORIZATION_REQUIRED;
    }

    private void byCaller(TenantId tenant, String action, Detail detail) {
        trail.append(tenant, Who.of(caller), action, detail);
    }

    private long verified(TenantId tenant, String cause, ToLongFunction<ConnectionRow> command) {
        long[] number = new long[1];
        connections
                .change(tenant, cause, connection -> number[0] = command.applyAsLong(connection))
                .orElseThrow(() -> Problems.notConnected(tenant));
        return number[0];
    }

    private void replace(
            ConnectionRow connection, CredentialKind kind, BaseUrl baseUrl, String clientId, Secret secret) {
        boolean sameAddress = baseUrl.equals(connection.address());
        connection.credentialVersion++;
        connection.begin(kind);
        if (!sameAddress || kind == CredentialKind.API_KEY) {
            // tokens of another instance are of no use here, and a stored secret must never reach a new address
            revokeAll(connection);
        }
        connection.baseUrl = baseUrl.toString();
        connection.clientId = clientId;
        connection.requestCeiling = ceilings.of(connection.tenantId());
        credentials.keep(connection, secret);
        connection.forgetAccess();
        connection.share(Set.of());
        connection.enter(ConnectionState.PENDING, null, PENDING);
        connection.nextAttemptAt = null;
        connection.verifiedAt = null;
    }

    private void revokeAll(ConnectionRow connection) {
        for (Task task : Task.all()) {
            tokens.revoke(connection, task);
        }
    }

    private void publishAgain(ConnectionRow connection, String cause) {
        connections.publishAgain(connection, cause);
        tokens.publishAgain(connection);
    }

    private void refuseWhenLeftAlone(ConnectionRow connection) {
        leftAlone(connection).ifPresent(ConnectionCommands::refuse);
    }

    private void refuseWhenLeftAlone(ConnectionRow connection, Secret secret) {
        leftAlone(connection, secret).ifPresent(ConnectionCommands::refuse);
    }

    private static void refuse(HttpProblem problem) {
        throw problem;
    }

    private Optional<HttpProblem> leftAlone(ConnectionRow connection) {
        return connection.credentialKind == CredentialKind.OAUTH2_CLIENT && !connection.isVerifying()
                ? credentials.find(connection).flatMap(secret -> leftAlone(connection, secret))
                : Optional.empty();
    }

    private Optional<HttpProblem> leftAlone(ConnectionRow connection, Secret secret) {
        return grantCalls.leftAloneUntil(connection, secret).map(time -> Problems.leftAlone(time, clock.instant()));
    }
}
