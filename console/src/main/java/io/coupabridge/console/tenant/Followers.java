package io.coupabridge.console.tenant;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.health.RegularLook;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells pages that are open when what is known of their tenant has changed. An event's id is the version that it tells of; a
 * page that comes back names the last one that it saw. Thread-safe.
 */
@Singleton
class Followers {

    /** Each is a connection that stays open, and others need some too. */
    static final int MOST = 200;

    /** So that nobody's pages keep others' from following. */
    static final int MOST_OF_ONE = 20;

    private static final Duration LOOK = Duration.ofMillis(500);

    /** An event without news, so that a page which is gone is noticed, and nobody on the way takes silence for the end. */
    private static final long QUIET_LOOKS = Duration.ofSeconds(15).toMillis() / LOOK.toMillis();

    private final LiveVersions versions;
    private final Set<Follower> all = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private final RegularLook looks = new RegularLook("followers", LOOK, this::look);

    Followers(LiveVersions versions) {
        this.versions = versions;
    }

    /**
     * What a page says that wants to follow.
     *
     * @param subject the person before it
     * @param seen the version that the page has; empty when it has none
     */
    record Page(TenantId tenant, String subject, String seen) {}

    /** A page that is open. */
    private static final class Follower {

        private final String tenant;
        private final String subject;
        private final SseEventSink sink;
        private final Function<String, OutboundSseEvent> news;
        private final OutboundSseEvent nothing;
        private String seen;
        private long quiet;

        Follower(Page page, SseEventSink sink, Function<String, OutboundSseEvent> news) {
            this.tenant = page.tenant().value();
            this.subject = page.subject();
            this.sink = sink;
            this.seen = page.seen();
            this.news = news;
            this.nothing = news.apply(null);
        }

        /** @param version null when it is not known */
        void tell(String version) {
            if (version != null && !version.equals(seen)) {
                sink.send(news.apply(version));
                seen = version;
                quiet = 0;
            } else if (++quiet % QUIET_LOOKS == 0) {
                sink.send(nothing);
            }
        }
    }

    /**
     * @param news makes the event that tells of a version, and for null the one that tells of nothing
     * @return false when there are too many already, or of this person, or when the process stops
     */
    boolean add(Page page, SseEventSink sink, Function<String, OutboundSseEvent> news) {
        long open = all.stream()
                .filter(follower -> follower.subject.equals(page.subject()) && !follower.sink.isClosed())
                .count();
        if (stopped || all.size() >= MOST || open >= MOST_OF_ONE) {
            return false;
        }
        all.add(new Follower(page, sink, news));
        if (stopped) {
            // it may have been added behind the last that was closed
            sink.close();
        }
        return true;
    }

    void look() {
        all.removeIf(follower -> follower.sink.isClosed());
        if (!all.isEmpty()) {
            Map<String, String> now =
                    versions.of(all.stream().map(follower -> follower.tenant).collect(Collectors.toUnmodifiableSet()));
            all.forEach(follower -> follower.tell(now.get(follower.tenant)));
        }
    }

    void start(@Observes StartupEvent event) {
        looks.start();
    }

    /** Pages come back by themselves, to another replica. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopped = true;
        looks.close();
        all.forEach(follower -> follower.sink.close());
    }
}
