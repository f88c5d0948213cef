package io.coupabridge.runtime.connection;

import io.coupabridge.edge.keyset.KeysetWatch;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.Sealer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;

/** Has this service's keys follow their files, and keeps those that open tokens which may still be used. */
@Singleton
class TokenKeys {

    private final ConnectionStore store;
    private final Clock clock;

    TokenKeys(ConnectionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, KeysetWatch watch, Sealer tokens, EventVerifier events) {
        tokens.keyset().checkBy(this::objection);
        // with none of the keys in use, every event would be a dead letter
        events.keyset().keepAKey();
        watch.watch("coupabridge.keysets.tokens", tokens.keyset(), () -> {});
        watch.watch("coupabridge.keysets.event-verification", events.keyset(), () -> {});
    }

    private String objection(Set<Long> added, Set<Long> removed) {
        long sealed = removed.isEmpty() ? 0 : store.tokensSealedBy(removed, clock.instant());
        return sealed == 0
                ? ""
                : "lacks keys of " + removed + " that " + sealed + " stored tokens need. Leave them in the file until"
                        + " token-service has published these tokens sealed with another.";
    }
}
