package io.coupabridge.token.outbox;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The events on their way. A tenant's rows are written under the lock of its connection, so its ids are in order. */
@ApplicationScoped
class OutboxRows implements PanacheRepository<OutboxRow> {

    List<OutboxRow> oldest(int atMost) {
        return QuarkusTransaction.requiringNew()
                .call(() -> find("order by id").page(0, atMost).list());
    }

    void forget(List<OutboxRow> published) {
        List<Long> ids = published.stream().map(row -> row.id).toList();
        QuarkusTransaction.requiringNew().run(() -> delete("id in ?1", ids));
    }

    /** The rows that still are what they were when they were marked. */
    List<OutboxRow> marked(List<OutboxMark> marks) {
        List<Long> ids = marks.stream().map(OutboxMark::id).toList();
        return QuarkusTransaction.requiringNew()
                .call(() -> find("id in ?1", ids).stream()
                        .filter(row -> marks.contains(row.mark()))
                        .toList());
    }

    /** When the oldest event was written; empty when none waits. */
    Optional<Instant> waitingSince() {
        return QuarkusTransaction.requiringNew()
                .call(() -> find("order by id").firstResultOptional().map(row -> row.eventTime));
    }
}
