package io.coupabridge.token.outbox;

import io.coupabridge.publication.StreamLostException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Publishes what waits, round by round, and deletes what the broker has. Events behind one that Kafka refuses wait with it if
 * they have its tenant and its topic; all others go on. Used by one thread, for one session.
 */
final class RelayRounds {

    private static final Logger LOG = Logger.getLogger(RelayRounds.class);

    /** Refusals a round. Each takes a transaction, and everybody waits for it. */
    private static final int ENOUGH_REFUSALS = 10;

    private final RelaySession session;
    private final OutboxRows rows;
    private final Holds holds;
    private int refusals;

    /** @param nanos as {@link System#nanoTime} */
    RelayRounds(RelaySession session, OutboxRows rows, LongSupplier nanos) {
        this.session = session;
        this.rows = rows;
        this.holds = new Holds(nanos);
    }

    /**
     * Tries at most one event again that was put on hold, so that many of them do not keep the others waiting.
     *
     * @return false when there was nothing to publish but what Kafka has refused before
     * @throws StreamLostException when the session is of no use any more
     */
    boolean next() {
        boolean gotOn = holds.due().map(this::tryAgain).orElse(false);
        List<OutboxRow> free = rows.next(holds.scopes(), RelaySession.MOST_AT_ONCE);
        refusals = 0;
        publish(free);
        return gotOn || !free.isEmpty();
    }

    private List<OutboxRow> free(List<OutboxRow> events) {
        return events.stream().filter(event -> !holds.holds(event)).toList();
    }

    private void publish(List<OutboxRow> events) {
        if (events.isEmpty()) {
            return;
        }
        try {
            session.publish(events);
        } catch (RefusedEventException e) {
            refusals++;
            if (events.size() == 1) {
                hold(events.get(0), e);
            } else if (refusals >= ENOUGH_REFUSALS) {
                events.forEach(holds::suspect);
            } else {
                // those behind it in the transaction fail too, so it is found by halves
                int half = events.size() / 2;
                publish(events.subList(0, half));
                // what the first half has put on hold may be in the second too
                publish(free(events.subList(half, events.size())));
            }
        }
    }

    /** @return false when Kafka refuses what it has refused before */
    private boolean tryAgain(Holds.Scope scope) {
        Optional<OutboxRow> first = rows.first(scope);
        if (first.isPresent()) {
            return tryAgain(scope, first.get());
        }
        holds.release(scope);
        return true;
    }

    private boolean tryAgain(Holds.Scope scope, OutboxRow event) {
        boolean suspect = holds.isSuspect(scope);
        try {
            session.publish(List.of(event));
            holds.release(scope);
            if (!suspect) {
                LOG.infof("Kafka takes %s again.", scope);
            }
            return true;
        } catch (RefusedEventException e) {
            if (!hold(event, e).equals(scope)) {
                holds.release(scope);
            }
            return suspect;
        }
    }

    private Holds.Scope hold(OutboxRow event, RefusedEventException refusal) {
        Holds.Scope scope = refusal.ofTopic() ? Holds.Scope.ofTopic(event) : Holds.Scope.ofTenant(event);
        if (holds.hold(scope, refusal.getMessage())) {
            LOG.warnf("Kafka refuses an event, and %s wait. It is tried again: %s", scope, refusal.getMessage());
        }
        return scope;
    }
}
