package io.coupabridge.edge.trail;

import com.github.benmanes.caffeine.cache.Ticker;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Brings refused requests into the trails, off the threads that answer. The first of its kind is written within a second,
 * those alike that follow once a minute, with their number. Of one tenant so many kinds a minute are told apart, beyond that
 * their callers are not. Of one caller so many too, whatever the tenants, beyond that the trail of the installation has
 * their number alone. A replica that is killed loses the numbers of its last minute. Thread-safe.
 */
@Singleton
class RefusedRequests {

    /** Kinds of refusals of one tenant in a minute. */
    static final int KINDS_OF_A_TENANT = 20;

    /** Kinds of refusals of one caller in a minute: else it could fill the trails of many tenants. */
    static final int KINDS_OF_A_CALLER = 20;

    /** Kinds in all, so that memory is bounded; more are counted by the metric of refusals alone. */
    static final int KINDS = 10_000;

    private static final Logger LOG = Logger.getLogger(RefusedRequests.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final Sink sink;
    private final Ticker ticker;
    private final ScheduledExecutorService writer;
    private final Map<Kind, Pile> piles = new HashMap<>();
    private final Map<String, Integer> ofTenants = new HashMap<>();
    private final Map<String, Integer> ofCallers = new HashMap<>();

    /** Writes a number of requests that are alike. */
    interface Sink {
        void write(String tenant, Who who, Detail detail, int times);
    }

    /**
     * What is told apart.
     *
     * @param origin null for callers who are not told apart any more
     */
    private record Kind(String tenant, String roles, Person origin, String operation, int status) {

        Kind many(String ofTenant, Person person) {
            return new Kind(ofTenant, null, person, "MANY", status);
        }
    }

    /** Without the salt, which differs each time. */
    private record Person(String subject, String client, String address) {}

    private static final class Pile {
        private int times;
        private long notBefore;

        Pile(long now) {
            notBefore = now;
        }
    }

    @Inject
    RefusedRequests(Trail trail) {
        this(trail::appendRefused, Ticker.systemTicker());
        writer.scheduleWithFixedDelay(this::write, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** At the start, so that old names also go where nobody is ever refused. */
    void start(@Observes StartupEvent event, Trail trail) {
        writer.scheduleWithFixedDelay(() -> eraseOldOrigins(trail), 1, TimeUnit.DAYS.toMinutes(1), TimeUnit.MINUTES);
    }

    RefusedRequests(Sink sink, Ticker ticker) {
        this.sink = sink;
        this.ticker = ticker;
        this.writer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "refused-requests");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void eraseOldOrigins(Trail trail) {
        try {
            trail.eraseOldOrigins();
        } catch (RuntimeException e) {
            LOG.warnf("Old names are taken out of the trail tomorrow (%s).", e.getMessage());
        }
    }

    synchronized void add(String tenant, Who who, String operation, int status) {
        Origin origin = who.origin();
        Kind kind = new Kind(
                tenant,
                who.roles(),
                new Person(origin.subject(), origin.client(), origin.address()),
                operation,
                status);
        if (!piles.containsKey(kind)) {
            if (piles.size() >= KINDS) {
                return;
            }
            kind = bounded(kind);
        }
        piles.computeIfAbsent(kind, one -> {
                    count(one, 1);
                    return new Pile(ticker.read());
                })
                .times++;
    }

    private Kind bounded(Kind fresh) {
        Kind kind = fresh;
        String caller = kind.origin().subject();
        if (ofCallers.getOrDefault(caller, 0) >= KINDS_OF_A_CALLER) {
            kind = kind.many(Trail.WHOLE_INSTALLATION, new Person(caller, null, null));
        }
        return !piles.containsKey(kind) && ofTenants.getOrDefault(kind.tenant(), 0) >= KINDS_OF_A_TENANT
                ? kind.many(kind.tenant(), null)
                : kind;
    }

    private void count(Kind kind, int more) {
        ofTenants.merge(kind.tenant(), more, RefusedRequests::sumOrNone);
        if (kind.origin() != null) {
            ofCallers.merge(kind.origin().subject(), more, RefusedRequests::sumOrNone);
        }
    }

    private static Integer sumOrNone(int count, int more) {
        return count + more == 0 ? null : Integer.valueOf(count + more);
    }

    /** Writes what is due. */
    void write() {
        due(ticker.read()).forEach((kind, times) -> {
            try {
                Who who = new Who(
                        Who.Actor.CALLER,
                        kind.roles(),
                        kind.origin() == null
                                ? null
                                : Origin.of(
                                        kind.origin().subject(),
                                        kind.origin().client(),
                                        kind.origin().address()));
                Detail detail = Detail.of("operation", kind.operation()).with("status", kind.status());
                sink.write(kind.tenant(), who, detail, times);
            } catch (RuntimeException e) {
                LOG.warnf("%d refused requests are written into the trail later (%s).", times, e.getMessage());
                again(kind, times);
            }
        });
    }

    private synchronized Map<Kind, Integer> due(long now) {
        Map<Kind, Integer> due = new HashMap<>();
        Iterator<Map.Entry<Kind, Pile>> all = piles.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Kind, Pile> one = all.next();
            Pile pile = one.getValue();
            if (pile.notBefore - now > 0) {
                continue;
            }
            if (pile.times == 0) {
                all.remove();
                count(one.getKey(), -1);
            } else {
                due.put(one.getKey(), pile.times);
                pile.times = 0;
                pile.notBefore = now + PAUSE;
            }
        }
        return due;
    }

    private synchronized void again(Kind kind, int times) {
        Pile pile = piles.get(kind);
        if (pile != null) {
            pile.times += times;
        }
    }

    @PreDestroy
    void stop() {
        writer.shutdownNow();
        synchronized (this) {
            piles.values().forEach(pile -> pile.notBefore = ticker.read());
        }
        write();
    }
}
