package io.coupabridge.token.outbox;

import io.coupabridge.contracts.Topic;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/** The events on their way. A tenant's rows are written under the lock of its connection, so its ids are in order. */
@ApplicationScoped
class OutboxRows implements PanacheRepository<OutboxRow> {

    /** Empty when none waits. */
    Optional<OutboxRow> oldest() {
        return QuarkusTransaction.requiringNew().call(() -> find("order by id").firstResultOptional());
    }

    /**
     * The oldest of those that may leave. One statement must find them. A second one could see a tenant's newer event
     * without the older one, which was not committed at the first.
     *
     * @param held leaves these out
     */
    List<OutboxRow> next(Set<Holds.Scope> held, int atMost) {
        List<Holds.Scope> topics =
                held.stream().filter(scope -> scope.tenant() == null).toList();
        List<Holds.Scope> tenants =
                held.stream().filter(scope -> scope.tenant() != null).toList();
        return QuarkusTransaction.requiringNew()
                .call(() -> inTurn("r.topic <> all (cast(:topics as text[])) and (r.topic, r.tenant) not in"
                                + " (select * from unnest(cast(:topicsOfTenants as text[]), cast(:tenants as text[])))")
                        .setParameter("topics", array(topics, Holds.Scope::topic))
                        .setParameter("topicsOfTenants", array(tenants, Holds.Scope::topic))
                        .setParameter("tenants", array(tenants, Holds.Scope::tenant))
                        .setMaxResults(atMost)
                        .getResultList());
    }

    /** The oldest of these, if it may leave. */
    Optional<OutboxRow> first(Holds.Scope scope) {
        return QuarkusTransaction.requiringNew()
                .call(() -> inTurn("r.topic = :topic and r.tenant = coalesce(cast(:tenant as text), r.tenant)")
                        .setParameter("topic", scope.topic())
                        .setParameter("tenant", scope.tenant(), String.class)
                        .setMaxResults(1)
                        .getResultStream()
                        .findFirst());
    }

    /**
     * Leaves receipts out while something older of their tenant waits: they tell of what left before them, also on other
     * topics.
     */
    private NativeQuery<OutboxRow> inTurn(String wanted) {
        return getEntityManager()
                .unwrap(Session.class)
                .createNativeQuery(
                        "select r.* from outbox r where " + wanted + " and (r.topic <> :receipts or not exists"
                                + " (select 1 from outbox e where e.tenant = r.tenant and e.id < r.id)) order by r.id",
                        OutboxRow.class)
                .setParameter("receipts", Topic.ERASURES.topicName());
    }

    private static String[] array(List<Holds.Scope> scopes, Function<Holds.Scope, String> part) {
        return scopes.stream().map(part).toArray(String[]::new);
    }

    /** In the transaction that the thread is in. */
    void forget(List<Long> published) {
        delete("id in ?1", published);
    }

    /** The ids of rows that still are what they were when they were marked. In the transaction that the thread is in. */
    List<Long> marked(List<OutboxMark> marks) {
        List<Long> ids = marks.stream().map(OutboxMark::id).toList();
        return find("id in ?1", ids).stream()
                .filter(row -> marks.contains(row.mark()))
                .map(row -> row.id)
                .toList();
    }
}
