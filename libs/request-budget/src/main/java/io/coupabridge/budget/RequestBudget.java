package io.coupabridge.budget;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * The requests that may be sent to a Coupa host, by all services, replicas, tenants and tasks together (design §3, promise
 * 10). The database hands out slots on its own clock; whoever holds one may start one request inside it, so that no
 * half-open second holds more starts than the ceiling. The clocks need not agree: where the database's stands is learnt from
 * its answers. Thread-safe.
 *
 * <p>Every method fails with {@link BudgetUnavailableException} when the database does not answer; without it nothing may
 * be sent. Getting a connection is bounded by the data source, so give it a short acquisition timeout.
 */
public final class RequestBudget {

    /** The Flyway location of the budget's tables, which live under a JDBC URL of their own. */
    public static final String MIGRATIONS = "classpath:db/request-budget";

    /** The name of Flyway's history table for it, so that the budget may share a database with other tables. */
    public static final String SCHEMA_HISTORY_TABLE = "request_budget_history";

    /** The placeholder of the migrations for the role, as SQL writes it, that uses the budget and owns nothing of it. */
    public static final String WORK_ROLE = "work-role";

    private static final int ATTEMPTS = 3;
    private static final Duration LONGEST_BLOCK = Duration.ofHours(24);

    private final Settings settings;
    private final SlotStore store;
    private final Answers answers = new Answers();
    private final AtomicLong useless = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final String instance = UUID.randomUUID().toString();

    /** @param dataSource with connections in auto-commit, outside any surrounding transaction */
    public RequestBudget(DataSource dataSource, Settings settings) {
        this.settings = settings;
        this.store = new SlotStore(dataSource, settings);
    }

    /** As {@link #reserve(String, String, int, int)}, with this object and the ceiling as the holder. */
    public List<Slot> reserve(String hostKey, int ceilingPerSecond, int wanted) {
        return reserve(hostKey, instance + "/" + ceilingPerSecond, ceilingPerSecond, wanted);
    }

    /**
     * Reserves the next slots of a host, none further ahead than the horizon.
     *
     * @param hostKey the budget's identity: the canonical host
     * @param holder who asks, such as one tenant's task; holders that ask at the same time get equal shares
     * @param ceilingPerSecond of this connection; the strictest that was asked with in the last minute governs
     * @param wanted at least 1; ask for what will be sent within the second, since unused slots lapse
     * @return one slot or more, in ascending order, and fewer than wanted when others wait too or some are over already
     * @throws BudgetBusyException when the near future is taken
     * @throws BudgetBlockedException when Coupa asked for silence
     * @throws BudgetUnavailableException when the database does not answer, or too slowly for its slots to be of use
     */
    public List<Slot> reserve(String hostKey, String holder, int ceilingPerSecond, int wanted) {
        if (ceilingPerSecond < 1 || wanted < 1) {
            throw new IllegalArgumentException("A ceiling of " + ceilingPerSecond + "/s and " + wanted
                    + " wanted slots make no reservation: both must be 1 or more.");
        }
        return reserve(new Demand(hostKey, holder, ceilingPerSecond, wanted, false));
    }

    private List<Slot> reserve(Demand demand) {
        String hostKey = demand.hostKey();
        boolean tooNarrow = false;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Reservation reservation = ask(demand);
            if (reservation instanceof Reservation.Blocked blocked) {
                throw new BudgetBlockedException(hostKey, blocked.retryIn());
            }
            if (reservation instanceof Reservation.Busy busy) {
                // busy with its own slots that were of no use, and the next ones would be neither
                throw tooNarrow && busy.tooNarrow()
                        ? BudgetUnavailableException.tooSlow()
                        : new BudgetBusyException(hostKey, busy.retryIn());
            }
            Reservation.Granted granted = (Reservation.Granted) reservation;
            useless.addAndGet(granted.useless());
            tooNarrow = granted.tooNarrow();
            if (!granted.slots().isEmpty()) {
                return granted.slots();
            }
        }
        throw BudgetUnavailableException.tooSlow();
    }

    /**
     * Waits for a slot and for its beginning, with this object and the ceiling as the holder: send at once when it returns.
     *
     * @throws BudgetBusyException when no slot comes up in time
     * @throws BudgetBlockedException when Coupa asked for silence beyond that time
     * @throws BudgetUnavailableException at once, when the database does not answer
     */
    public Slot acquire(String hostKey, int ceilingPerSecond, Duration atMost) throws InterruptedException {
        return acquire(new Demand(hostKey, instance + "/" + ceilingPerSecond, ceilingPerSecond, 1, false), atMost);
    }

    /** The same for a holder of that name. */
    public Slot acquire(String hostKey, String holder, int ceilingPerSecond, Duration atMost)
            throws InterruptedException {
        return acquire(new Demand(hostKey, holder, ceilingPerSecond, 1, false), atMost);
    }

    /** The same for what others wait for, and is rare: it has a slot before those do who ask at the same time. */
    public Slot acquireFirst(String hostKey, String holder, int ceilingPerSecond, Duration atMost)
            throws InterruptedException {
        return acquire(new Demand(hostKey, holder, ceilingPerSecond, 1, true), atMost);
    }

    private Slot acquire(Demand demand, Duration atMost) throws InterruptedException {
        String hostKey = demand.hostKey();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Duration pause;
            try {
                Slot slot = reserve(demand).get(0);
                if (slot.notBeforeNanos() - deadline > 0) {
                    missed.incrementAndGet();
                    throw new BudgetBusyException(hostKey, Duration.ofNanos(slot.nanosUntilOpen()));
                }
                if (slot.await()) {
                    return slot;
                }
                missed.incrementAndGet();
                continue;
            } catch (BudgetBusyException busy) {
                // a slot that is to be had then may begin a horizon later; one that begins too late is left to the
                // others
                pause = pauseOrThrow(busy, deadline - demand.horizon(settings).toNanos());
            } catch (BudgetBlockedException blocked) {
                pause = pauseOrThrow(blocked, deadline);
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    /**
     * Coupa throttled a request: the host is blocked for all, and its rate lowered. Slots that were handed out before go
     * on to exist; a caller throws away its own.
     *
     * @param retryAfter as Coupa said, of which 24 hours are believed; without it 1 s, doubling up to 60 s while it goes on
     */
    public void throttled(String hostKey, Optional<Duration> retryAfter) {
        answers.forget(hostKey);
        unlessUnavailable(() -> {
            store.block(hostKey, retryAfter.map(asked -> asked.compareTo(LONGEST_BLOCK) > 0 ? LONGEST_BLOCK : asked));
            return null;
        });
    }

    /**
     * A tenant's ceiling was changed. Those who ask for it may learn that later: a lower one governs from now on all the
     * same, and a higher one is not held back by what they said before.
     *
     * @param tenant all whose names begin with it and a slash ask for it
     */
    public void ceilingChanged(String hostKey, String tenant, String holder, int ceilingPerSecond) {
        unlessUnavailable(() -> {
            store.tellCeiling(hostKey, tenant + "/", holder, ceilingPerSecond);
            return null;
        });
    }

    /**
     * Coupa answered a request in good order. Kept in memory and told with the next reservation, so it costs no round
     * trip: it ends the doubling of blocks and slowly raises a lowered rate.
     */
    public void answered(String hostKey) {
        answers.add(hostKey);
    }

    /**
     * The same for a page that takes about as long as others of its kind when nothing queues: pages that come later and
     * later lower the rate, to a half at most.
     *
     * @param holder as it reserves
     * @param asksFor the kind, such as the path; a holder that changes it begins anew
     * @param took from sending the request to its answer
     */
    public void answered(String hostKey, String holder, String asksFor, Duration took) {
        answers.add(hostKey, holder, new Answers.Latency(asksFor, took));
    }

    /**
     * How the hosts fare that answered, or asked for silence, within the last minute: nothing raises the rate of one that
     * nobody asks.
     *
     * @param blocked to which nothing is sent at present, since Coupa asked for silence
     * @param lowered whose rate is under the ceiling after refusals or rising latency
     * @param lowestRate the least share of a ceiling that is used, 1 when none is lowered
     */
    public record Hosts(long blocked, long lowered, double lowestRate) {}

    /**
     * A host that is in use.
     *
     * @param ceilingPerSecond the strictest of those that count now; empty if nobody asked within the last minute
     * @param rate the share of the ceiling that is used
     * @param silence for how long Coupa wants no request; zero if it does not
     * @param holders how many asked within the last minute, such as a tenant's task
     */
    public record Host(String hostKey, OptionalInt ceilingPerSecond, double rate, Duration silence, long holders) {}

    /** How many slots were over when the database's answer brought them, or too narrow to be hit, since the start; they lapse. */
    public long slotsThatCameUseless() {
        return useless.get();
    }

    /** How many slots {@link #acquire} got and could not use: missed, or too far ahead; since the start. */
    public long slotsMissed() {
        return missed.get();
    }

    /** A look at the hosts in use, for whoever watches them. */
    public Hosts hosts() {
        return unlessUnavailable(store::hosts);
    }

    /**
     * The hosts that somebody asked for within the last minute, or that asked for silence.
     *
     * @param after only those behind this one in their order; empty for all
     * @param most of them, up to 1000
     */
    public List<Host> hosts(String after, int most) {
        return unlessUnavailable(() -> store.hosts(after, most));
    }

    private Reservation ask(Demand demand) {
        Optional<Answers.Latency> latency = answers.takeLatency(demand.hostKey(), demand.holder());
        boolean answered = answers.take(demand.hostKey()) || latency.isPresent();
        return unlessUnavailable(() -> store.reserve(demand, answered, latency));
    }

    private static Duration pauseOrThrow(BudgetException e, long deadline) {
        // nobody asks more often than this
        Duration pause = e.retryIn().compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : e.retryIn();
        if (System.nanoTime() + pause.toNanos() - deadline > 0) {
            throw e;
        }
        return pause;
    }

    private static <T> T unlessUnavailable(Query<T> query) {
        try {
            return query.run();
        } catch (SQLException e) {
            throw BudgetUnavailableException.noAnswer(e);
        }
    }

    private interface Query<T> {
        T run() throws SQLException;
    }

    /**
     * @param tolerance how wide a slot is; the price is that share of the ceiling: 25 ms cost 2.5 %
     * @param horizon how far ahead slots are handed out
     * @param queryTimeout for one statement, the way to the database included
     */
    public record Settings(Duration tolerance, Duration horizon, Duration queryTimeout) {

        /** 25 ms, 1 s and 2 s. */
        public static Settings defaults() {
            return new Settings(Duration.ofMillis(25), Duration.ofSeconds(1), Duration.ofSeconds(2));
        }

        /** A slot of which less is left cannot be hit. */
        long narrowestNanos() {
            return tolerance.toNanos() / 8;
        }
    }
}
