package io.coupabridge.token.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;

/** An event that the broker does not have yet. */
@Entity
@Table(name = "outbox")
class OutboxRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String topic;
    String tenant;

    @Column(name = "event_id")
    String eventId;

    @Column(name = "event_type")
    String eventType;

    @Column(name = "event_time")
    Instant eventTime;

    /** Empty has the topic forget the tenant; never null, at which the version before stumbles. */
    String payload;

    /** Null in rows of the version before. */
    String traceparent;

    OutboxMark mark() {
        return new OutboxMark(id, Objects.hash(eventId, eventTime.toString(), payload));
    }
}
