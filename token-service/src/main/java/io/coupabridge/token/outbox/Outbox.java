package io.coupabridge.token.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ErasureReceipt;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.token.schedule.AfterCommit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Takes events into the transaction of the change that they tell of: both are there or neither is. An event may also tell
 * again what has not changed. It belongs to the trace that its thread is at. {@link OutboxRelay} brings them to Kafka, once
 * and in order per tenant and topic.
 */
@ApplicationScoped
public class Outbox {

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final OutboxRows rows;
    private final RelaySignal signal;
    private final AfterCommit afterCommit;
    private final InstantSource clock;

    Outbox(OutboxRows rows, RelaySignal signal, AfterCommit afterCommit, InstantSource clock) {
        this.rows = rows;
        this.signal = signal;
        this.afterCommit = afterCommit;
        this.clock = clock;
    }

    /** Must run in the transaction that counted the connection's version up, with or without another change. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(ConnectionEvent event) {
        String id = event.tenantId() + "/connection/" + event.version();
        add(Topic.CONNECTIONS, event.tenantId(), id, MessageType.CONNECTION_EVENT, event.changedAt(), event);
    }

    /**
     * Must run in the transaction that changed the token or its ceiling, or that publishes it again.
     *
     * @param at when that happened
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(TokenEvent event, Instant at) {
        // one version may be published again: with another ceiling it is another event, without it is the same
        String id = event.tenantId() + "/token/" + event.task().shortName() + "/" + event.tokenVersion() + "/"
                + event.requestCeiling();
        add(event.task().tokenTopic(), event.tenantId(), id, MessageType.TOKEN_EVENT, at, event);
    }

    /** Must run in the transaction that ends the erasure. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(ErasureReceipt receipt) {
        String id = receipt.tenantId() + "/erasure/" + receipt.version();
        add(Topic.ERASURES, receipt.tenantId(), id, MessageType.ERASURE_RECEIPT, receipt.erasedAt(), receipt);
    }

    /** Has a topic forget a tenant. Must run in the transaction that ends the erasure. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void tombstone(Topic topic, TenantId tenant) {
        add(topic, tenant, tenant + "/tombstone", "", clock.instant(), "");
    }

    /** How long the oldest event has waited; empty when none waits. */
    public Optional<Duration> oldestAge() {
        return rows.oldest().map(row -> Duration.between(row.eventTime, clock.instant()));
    }

    /** The number of the oldest event that waits; empty when none does. */
    public Optional<Long> oldest() {
        return rows.oldest().map(row -> row.id);
    }

    private void add(Topic topic, TenantId tenant, String id, MessageType type, Instant at, Object event) {
        add(topic, tenant, id, type.type(), at, json(event));
    }

    private void add(Topic topic, TenantId tenant, String id, String type, Instant at, String payload) {
        OutboxRow row = new OutboxRow();
        row.topic = topic.topicName();
        row.tenant = tenant.value();
        row.eventId = id;
        row.eventType = type;
        row.eventTime = at;
        row.payload = payload;
        row.traceparent = TraceParent.current().toString();
        rows.persist(row);
        afterCommit.run(signal::raise);
    }

    private static String json(Object event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "An event of " + event.getClass().getSimpleName() + " has no JSON form.", e);
        }
    }
}
