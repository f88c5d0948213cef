package io.coupabridge.runtime.connection;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.address.InvalidBaseUrlException;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.ErasureStore;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Decides from the connection and the token whether a run may read, has to wait, or fails (design §3). */
@ApplicationScoped
public class AccessRules {

    private static final Logger LOG = Logger.getLogger(AccessRules.class);

    /** A waiting run looks again at the latest after this long, should its wake-up get lost; the first time sooner. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(2);

    private static final Duration FIRST_LOOK = Duration.ofMinutes(1);

    /** So close to its end a token is not used any more: a run looks once a second, and requests are on their way then. */
    static final Duration LAST_USE = Duration.ofSeconds(2);

    /** A refusal that is older may have been mended since. */
    private static final Duration OLD_REFUSAL = Duration.ofMinutes(15);

    /** For a grant, the rest of its token and a call, at a Coupa that is slow. */
    private static final Duration FOR_A_VERIFICATION = Duration.ofMinutes(1);

    private static final String VERIFIED_AGAIN =
            "Coupa has refused this task for a while; token-service was asked to look again.";

    /** Why a run ends whose tenant is erased. */
    public static final String ERASED =
            "The data of this tenant are being erased. Send the command again if the tenant is connected again.";

    private final ConnectionStore store;
    private final ErasureStore erasures;
    private final Sealer sealer;
    private final BaseUrlRules addresses;
    private final RefusedAddresses refusedAddresses;
    private final RuntimeConfig.Run config;
    private final Task task;
    private final Clock clock;

    AccessRules(
            ConnectionStore store,
            ErasureStore erasures,
            Sealer sealer,
            BaseUrlRules addresses,
            RefusedAddresses refusedAddresses,
            RuntimeConfig config,
            TaskHandler handler,
            Clock clock) {
        this.store = store;
        this.erasures = erasures;
        this.sealer = sealer;
        this.addresses = addresses;
        this.refusedAddresses = refusedAddresses;
        this.config = config.run();
        this.task = handler.task();
        this.clock = clock;
    }

    /** For a run that begins, or goes on after a pause. */
    public Access decide(Run run) {
        return decide(run, null);
    }

    /** @param held what the run reads with, so that it goes on while its token's successor is too young; null for nothing */
    public Access decide(Run run, Access.Granted held) {
        Optional<ConnectionEvent> connection = store.connection(run.tenant());
        if (connection.isEmpty()) {
            return unknownTenant(run);
        }
        ConnectionEvent known = connection.get();
        if (known.erasedVersion() != null && erasures.due(run.tenant()).isPresent()) {
            return refused(ErrorCode.DISCONNECTED, ERASED, true);
        }
        TaskAccess access = known.access(task);
        switch (known.state()) {
            case DISCONNECTED:
                return refused(
                        ErrorCode.DISCONNECTED, "The connection of this tenant was deleted. Connect it again.", false);
            case REAUTHORIZATION_REQUIRED:
                return refused(ErrorCode.REAUTHORIZATION_REQUIRED, known.message(), false);
            default:
                break;
        }
        switch (access.verdict()) {
            case SCOPE_MISSING:
                return refused(run, ErrorCode.SCOPE_MISSING, access);
            case FORBIDDEN:
                return refused(run, ErrorCode.FORBIDDEN, access);
            case NOT_WANTED:
                return refused(ErrorCode.TASK_NOT_WANTED, access.message(), false);
            case GRANTED:
                return withToken(run, known, held);
            default:
                return waits(
                        run,
                        WaitReason.CONNECTION_PENDING,
                        "The connection is not verified for this task yet: " + access.message());
        }
    }

    /** From when on the token that replaced this one may be used; empty while none has. */
    public Optional<Instant> successorUsableFrom(TenantId tenant, long tokenVersion) {
        return store.token(tenant)
                .filter(token -> token.status() == TokenEvent.Status.ISSUED && token.tokenVersion() > tokenVersion)
                .map(TokenEvent::usableFrom);
    }

    /** An old refusal is looked at again before it counts: then the run that finds it so waits, once and for a minute. */
    private Access refused(Run run, ErrorCode code, TaskAccess access) {
        Instant now = clock.instant();
        boolean old =
                access.foundAt() != null && access.foundAt().plus(OLD_REFUSAL).isBefore(now);
        Waiting before = run.waiting();
        boolean asked = before != null && before.message().equals(VERIFIED_AGAIN);
        if (!old || (asked && !now.isBefore(before.until()))) {
            return refused(code, access.message(), false);
        }
        return asked
                ? new Access.Wait(before)
                : new Access.Wait(
                        new Waiting(WaitReason.CONNECTION_PENDING, now.plus(FOR_A_VERIFICATION), VERIFIED_AGAIN), true);
    }

    private Access unknownTenant(Run run) {
        Instant patience = run.receivedAt().plus(config.unknownTenantGrace());
        if (clock.instant().isBefore(patience)) {
            return new Access.Wait(new Waiting(
                    WaitReason.TENANT_UNKNOWN,
                    patience,
                    "No connection of this tenant is known yet; it may be on its way."));
        }
        return refused(
                ErrorCode.UNKNOWN_TENANT,
                "No connection of tenant " + run.tenant()
                        + " is known. Connect it with token-service, then send the command" + " again.",
                true);
    }

    private Access withToken(Run run, ConnectionEvent connection, Access.Granted held) {
        Optional<TokenEvent> found = store.token(run.tenant());
        if (found.isEmpty() || found.get().status() != TokenEvent.Status.ISSUED) {
            return waits(run, WaitReason.TOKEN_PENDING, "No token of this tenant has arrived yet.");
        }
        TokenEvent token = found.get();
        Instant now = clock.instant();
        if (run.position().rejectedToken() >= token.tokenVersion()) {
            return waits(
                    WaitReason.TOKEN_REJECTED,
                    "Coupa rejected the token; token-service was asked for another.",
                    LOOK_AGAIN);
        }
        if (!now.plus(LAST_USE).isBefore(token.expiresAt())) {
            return waits(
                    WaitReason.TOKEN_PENDING,
                    "The tenant's token has expired; its successor has not arrived.",
                    LOOK_AGAIN);
        }
        if (now.isBefore(token.usableFrom())) {
            if (held != null && stillServes(held, token, run, now)) {
                return held.under(connection.requestCeiling());
            }
            Optional<TokenEvent> previous =
                    store.previousToken(run.tenant()).filter(old -> serves(old, token, run, now));
            if (previous.isPresent()) {
                return granted(run, connection, previous.get());
            }
            return waits(
                    WaitReason.TOKEN_PENDING,
                    "The token is used from five seconds after its issue on, as Coupa asks.",
                    Duration.between(now, token.usableFrom()));
        }
        return granted(run, connection, token);
    }

    private static boolean stillServes(Access.Granted held, TokenEvent successor, Run run, Instant now) {
        return held.baseUrl().toString().equals(successor.baseUrl().toString())
                && run.position().rejectedToken() < held.tokenVersion()
                && now.plus(LAST_USE).isBefore(held.expiresAt());
    }

    /** Whether the token before the newest is still good, so that nobody waits while its successor rests. */
    private static boolean serves(TokenEvent old, TokenEvent successor, Run run, Instant now) {
        return old.status() == TokenEvent.Status.ISSUED
                && old.tokenVersion() < successor.tokenVersion()
                && old.baseUrl().equals(successor.baseUrl())
                && run.position().rejectedToken() < old.tokenVersion()
                && !now.isBefore(old.usableFrom())
                && now.plus(LAST_USE).isBefore(old.expiresAt());
    }

    private Access granted(Run run, ConnectionEvent connection, TokenEvent token) {
        try {
            BaseUrl baseUrl = addresses.parse(token.baseUrl().toString());
            if (!token.baseUrl().equals(connection.baseUrl())) {
                return waits(run, WaitReason.TOKEN_PENDING, "The token of the new instance has not arrived yet.");
            }
            Secret opened = sealer.open(token.sealedToken(), token.associatedData());
            return new Access.Granted(
                    baseUrl,
                    opened,
                    token.tokenVersion(),
                    token.connectionVersion(),
                    token.usableFrom(),
                    token.expiresAt(),
                    // not the token's: of two events of one token, the older would do as well
                    connection.requestCeiling());
        } catch (InvalidBaseUrlException e) {
            return new Access.NotHere(refusedAddresses.refuse(token.baseUrl(), run.tenant()));
        } catch (UnsealException e) {
            LOG.errorf(
                    "Token version %d of tenant %s does not open with keyset coupabridge.keysets.tokens. Give this service "
                            + "the keyset that token-service seals with.",
                    token.tokenVersion(), run.tenant());
            return waits(
                    WaitReason.TOKEN_PENDING,
                    "The token does not open with this service's keyset; an operator has to look at the keysets.",
                    LOOK_AGAIN);
        }
    }

    private Access waits(Run run, WaitReason reason, String message) {
        boolean again = run.waiting() != null && run.waiting().reason() == reason;
        return waits(reason, message, again ? LOOK_AGAIN : FIRST_LOOK);
    }

    private Access waits(WaitReason reason, String message, Duration atMost) {
        return new Access.Wait(new Waiting(reason, clock.instant().plus(atMost), message));
    }

    private static Access refused(ErrorCode code, String message, boolean retryable) {
        return new Access.Refused(new Failure(code, message, retryable));
    }
}
