package io.coupabridge.token.verification;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import io.coupabridge.contracts.Task;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.mint.TokenState;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.schedule.Schedule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Starts verifications. They are numbered per tenant, and the highest number is the only one that counts. Started in the
 * transaction of what calls for it, a verification survives any crash.
 */
@ApplicationScoped
public class Verifications {

    /** The work of one verification: its grants, the rest of the tokens, its calls, its verdict. */
    static final TaskDescriptor<VerificationData> WORK = TaskDescriptor.of("verify-connection", VerificationData.class);

    private final Tokens tokens;
    private final Schedule schedule;
    private final InstantSource clock;

    Verifications(Tokens tokens, Schedule schedule, InstantSource clock) {
        this.tokens = tokens;
        this.schedule = schedule;
        this.clock = clock;
    }

    /**
     * Starts one now, or joins the one that is running; the caller holds the connection's lock.
     *
     * @return its number: it has ended when the row's {@code verificationEnded} has come up to it
     */
    @Transactional(TxType.MANDATORY)
    public long join(ConnectionRow connection, String cause) {
        return connection.isVerifying() ? connection.verification : begin(connection, cause);
    }

    /** Starts one now, which makes any other void; the caller holds the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public long begin(ConnectionRow connection, String cause) {
        return begin(connection, cause, Set.of());
    }

    /** The same for some of the wanted tasks; the others, and their tokens, are left alone. */
    @Transactional(TxType.MANDATORY)
    long begin(ConnectionRow connection, String cause, Set<Task> only) {
        connection.verification++;
        schedule(connection, cause, clock.instant(), only);
        return connection.verification;
    }

    /** Plans one for later that nobody waits for, which makes any other void; the caller holds the connection's lock. */
    @Transactional(TxType.MANDATORY)
    public void plan(ConnectionRow connection, String cause, Instant due) {
        connection.verification++;
        connection.verificationEnded = connection.verification;
        connection.nextAttemptAt = due;
        schedule(connection, cause, due, Set.of());
    }

    static String instanceId(ConnectionRow connection) {
        return connection.tenant + "/" + connection.verification;
    }

    private void schedule(ConnectionRow connection, String cause, Instant due, Set<Task> only) {
        Map<Task, Long> known = new LinkedHashMap<>();
        for (Task task : connection.wanted()) {
            known.put(
                    task,
                    tokens.find(connection.tenantId(), task)
                            .map(TokenState::version)
                            .orElse(0L));
        }
        VerificationData data =
                new VerificationData(connection.verification, cause, due, 0, 0, known, Map.of(), only, false);
        schedule.at(due, WORK, instanceId(connection), data, Schedule.SOON);
    }
}
