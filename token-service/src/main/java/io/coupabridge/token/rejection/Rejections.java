package io.coupabridge.token.rejection;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.secrets.SecretProof;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.verification.Judgement;
import io.coupabridge.token.verification.Verifications;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Acts on rejected tokens (design §3): the current one is replaced, once however often it is reported, if the sender proves
 * that it held it; an older one was replaced already. A fifth within an hour is not: then the task is FORBIDDEN, since a
 * credential that gets tokens is not dead, and the connection is verified again in an hour. What a run found out with the
 * current one becomes the task's verdict.
 */
@ApplicationScoped
class Rejections {

    static final int REPLACEMENTS = 4;
    static final Duration WINDOW = Duration.ofHours(1);

    private static final String CAUSE = "TOKEN_REJECTED";

    private final Connections connections;
    private final RejectionRows rows;
    private final Tokens tokens;
    private final Judgement judgement;
    private final Verifications verifications;
    private final Trail trail;
    private final InstantSource clock;

    Rejections(
            Connections connections,
            RejectionRows rows,
            Tokens tokens,
            Judgement judgement,
            Verifications verifications,
            Trail trail,
            InstantSource clock) {
        this.connections = connections;
        this.rows = rows;
        this.tokens = tokens;
        this.judgement = judgement;
        this.verifications = verifications;
        this.trail = trail;
        this.clock = clock;
    }

    /**
     * @return false when the sender never held the token that it rejects: then nothing was done
     * @throws io.coupabridge.secrets.UnsealException when the stored token does not open, so that this cannot be told
     */
    @Transactional
    boolean accept(TokenRejected rejected) {
        boolean[] proven = new boolean[1];
        connections.change(rejected.tenantId(), CAUSE, connection -> proven[0] = acceptIfProven(connection, rejected));
        return proven[0];
    }

    /** Whether the database can be read at the moment. */
    boolean databaseAnswers() {
        try {
            connections.countByState();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private boolean acceptIfProven(ConnectionRow connection, TokenRejected rejected) {
        if (tokens.isReplaced(connection, rejected.task(), rejected.tokenVersion())) {
            // there is nothing to check it with any more, and nothing to do
            return true;
        }
        boolean proven = tokens.current(connection, rejected.task(), rejected.tokenVersion())
                .filter(token -> SecretProof.isOf(rejected.proof(), token, rejected.statement()))
                .isPresent();
        if (proven) {
            accept(connection, rejected);
        }
        return proven;
    }

    private void accept(ConnectionRow connection, TokenRejected rejected) {
        if (connection.access(rejected.task()).verdict() != Verdict.GRANTED) {
            return;
        }
        if (rejected.finding() != null) {
            write(rejected);
            judgement.refusedToARun(connection, rejected.task(), rejected.finding());
            return;
        }
        if (rows.findById(RejectionRow.Key.of(rejected)) != null) {
            return;
        }
        Instant now = clock.instant();
        long before = rows.countSince(rejected, now.minus(WINDOW));
        rows.add(rejected, now);
        write(rejected);
        if (before < REPLACEMENTS) {
            replace(connection, rejected.task());
        } else {
            judgement.rejectedTooOften(connection, rejected.task(), (int) before + 1);
            verifications.plan(connection, "RECHECK", now.plus(WINDOW));
        }
    }

    private void write(TokenRejected rejected) {
        trail.append(
                rejected.tenantId(),
                Who.SERVICE,
                CAUSE,
                Detail.of("task", rejected.task().name())
                        .with("tokenVersion", rejected.tokenVersion())
                        .with("run", rejected.commandId())
                        .with("finding", rejected.finding()));
    }

    /** One that is refused after another task's was granted may have been ended by that: verification finds out. */
    private void replace(ConnectionRow connection, Task task) {
        if (!connection.isVerifying()
                && !connection.shares()
                && connection.verifiedAt != null
                && tokens.siblingIsNewer(connection, task, connection.verifiedAt)) {
            verifications.begin(connection, CAUSE);
        } else {
            tokens.renewNow(connection, task);
        }
    }

    /** Deletes what no rule looks at any more. */
    @Transactional
    long forgetOld() {
        return rows.delete("rejectedAt < ?1", clock.instant().minus(Duration.ofDays(1)));
    }
}
