package io.coupabridge.token.erasure;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.ErasedTopic;
import io.coupabridge.contracts.ErasureReceipt;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.edge.kafka.TopicRetention;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.token.connection.Ceilings;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.link.ConnectLinks;
import io.coupabridge.token.mint.Tokens;
import io.coupabridge.token.outbox.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Erases tenants: what this service has at once, the rest by the task services. They learn of it by the connection, which
 * says so from then on, and tell when they are done. Then the topics' keys get null values, and a receipt is published. Each
 * step is one transaction, and doing it twice is doing it once.
 */
@ApplicationScoped
public class Erasures {

    private static final Logger LOG = Logger.getLogger(Erasures.class);
    private static final String CAUSE = "ERASED";
    private static final String REQUESTED = "ERASURE_REQUESTED";
    /** An answer that comes while this is being worked wakes nobody, so it is looked for again soon. */
    private static final Duration SOONEST = Duration.ofSeconds(1);

    private static final Duration LATEST = Duration.ofMinutes(1);

    /** As long as the answers of task services are kept. */
    private static final Duration ASKED_AGAIN = Duration.ofDays(1);

    private final ErasureRows rows;
    private final Connections connections;
    private final Disconnection disconnection;
    private final Tokens tokens;
    private final Ceilings ceilings;
    private final ConnectLinks links;
    private final Outbox outbox;
    private final Trail trail;
    private final TopicRetention retention;
    private final ErasureSchedule schedule;
    private final InstantSource clock;

    Erasures(
            ErasureRows rows,
            Connections connections,
            Disconnection disconnection,
            Tokens tokens,
            Ceilings ceilings,
            ConnectLinks links,
            Outbox outbox,
            Trail trail,
            TopicRetention retention,
            ErasureSchedule schedule,
            InstantSource clock) {
        this.rows = rows;
        this.connections = connections;
        this.disconnection = disconnection;
        this.tokens = tokens;
        this.ceilings = ceilings;
        this.links = links;
        this.outbox = outbox;
        this.trail = trail;
        this.retention = retention;
        this.schedule = schedule;
        this.clock = clock;
    }

    /**
     * An erasure that goes on.
     *
     * @param version of the connection up to which everything is erased
     * @param waitsFor the tasks whose services have not said that they are done
     */
    public record Begun(long version, Instant requestedAt, List<Task> waitsFor) {}

    /**
     * Begins an erasure, or the one that goes on anew.
     *
     * @return empty when the tenant was never connected; its links and who made them are forgotten then as well
     */
    @Transactional
    public Optional<Begun> begin(TenantId tenant, Who who) {
        connections.lock(tenant);
        links.forget(tenant);
        Optional<Begun> begun = beginConnected(tenant, who);
        if (begun.isEmpty() && trail.knows(tenant)) {
            trail.eraseOrigins(tenant);
            trail.append(who, REQUESTED, Detail.of("tenant", tenant));
        }
        return begun;
    }

    private Optional<Begun> beginConnected(TenantId tenant, Who who) {
        return connections.change(tenant, CAUSE, this::erase).map(connection -> {
            trail.eraseOrigins(tenant);
            Detail version = Detail.of("connectionVersion", connection.version);
            trail.append(tenant, who, REQUESTED, version);
            // there the next erasure of the tenant leaves the name of who asked for this one
            trail.append(who, REQUESTED, version.with("tenant", tenant));
            ErasureRow row = rows.findByIdOptional(tenant.value()).orElseGet(() -> {
                ErasureRow fresh = new ErasureRow();
                fresh.tenant = tenant.value();
                fresh.requestedAt = now();
                return fresh;
            });
            row.version = connection.version;
            row.topics = "[]";
            // a service that never had a token of the tenant has read nothing of it
            row.waitFor(Task.all().stream()
                    .filter(task -> tokens.find(tenant, task)
                            .filter(token -> token.version() > 0)
                            .isPresent())
                    .toList());
            rows.persist(row);
            schedule.at(clock.instant(), tenant);
            return new Begun(row.version, row.requestedAt, row.waitsFor());
        });
    }

    /** A task service is done; unless that is about an older erasure, or none. */
    @Transactional
    public void done(TenantErased erased) {
        connections
                .lock(erased.tenantId())
                .ifPresent(connection -> find(erased.tenantId())
                        .filter(row -> row.version == erased.version()
                                && row.waitsFor().contains(erased.task()))
                        .ifPresent(row -> {
                            row.add(erased.topics());
                            row.waitFor(row.waitsFor().stream()
                                    .filter(task -> !task.equals(erased.task()))
                                    .toList());
                            trail.append(
                                    erased.tenantId(),
                                    Who.SERVICE,
                                    "TASK_ERASED",
                                    Detail.of("task", erased.task().name())
                                            .with("connectionVersion", erased.version()));
                            schedule.at(clock.instant(), erased.tenantId());
                        }));
    }

    /** @return when to look again; empty when nothing goes on any more */
    Optional<Instant> goOn(TenantId tenant) {
        // asks Kafka, and so goes before the transaction
        List<ErasedTopic> own = ownTopics();
        return QuarkusTransaction.requiringNew().call(() -> goOn(tenant, own));
    }

    private Optional<Instant> goOn(TenantId tenant, List<ErasedTopic> own) {
        ConnectionRow connection = connections.lock(tenant).orElseThrow();
        Optional<ErasureRow> going = find(tenant);
        if (going.isEmpty()) {
            return Optional.empty();
        }
        ErasureRow row = going.get();
        if (row.waitsFor().isEmpty()) {
            finish(tenant, connection, row, own);
            return Optional.empty();
        }
        Instant askedAgain = connection.changedAt.plus(ASKED_AGAIN);
        if (connection.state == ConnectionState.DISCONNECTED && !clock.instant().isBefore(askedAgain)) {
            LOG.warnf("The erasure of %s still waits for %s, and is asked for again.", tenant, row.waitsFor);
            connections.change(tenant, CAUSE, ConnectionRow::erase).ifPresent(asked -> row.version = asked.version);
        }
        Duration waited = Duration.between(row.requestedAt, clock.instant());
        Duration pause = waited.compareTo(SOONEST) < 0 ? SOONEST : waited.compareTo(LATEST) > 0 ? LATEST : waited;
        return Optional.of(clock.instant().plus(pause));
    }

    /** How long the oldest erasure has gone on; empty when none goes on. */
    @Transactional
    public Optional<Duration> oldestAge() {
        return rows.oldest().map(since -> Duration.between(since, clock.instant()));
    }

    private void erase(ConnectionRow connection) {
        disconnection.end(connection, "The tenant was erased.");
        tokens.forget(connection);
        ceilings.forget(connection.tenantId());
        rows.forgetOldTrail(connection.tenantId());
        connection.requestCeiling = ceilings.of(connection.tenantId());
        connection.erase();
    }

    private void finish(TenantId tenant, ConnectionRow connection, ErasureRow row, List<ErasedTopic> own) {
        if (connection.state == ConnectionState.DISCONNECTED) {
            outbox.tombstone(Topic.CONNECTIONS, tenant);
            Task.all().forEach(task -> outbox.tombstone(task.tokenTopic(), tenant));
            row.add(own);
        } else {
            // it was connected anew, and its own events have taken the place of the older ones
            row.add(own.stream()
                    .map(topic -> new ErasedTopic(topic.topic(), topic.kind(), 0, topic.goneBy()))
                    .toList());
        }
        Instant now = now();
        List<ErasedTopic> topics = row.topics();
        boolean bounded = topics.stream().allMatch(topic -> topic.goneBy() != null);
        Instant goneBy = bounded
                ? topics.stream()
                        .map(ErasedTopic::goneBy)
                        .max(Comparator.naturalOrder())
                        .orElse(now)
                : null;
        outbox.add(new ErasureReceipt(tenant, row.version, row.requestedAt, now, goneBy, topics));
        trail.append(tenant, Who.SERVICE, "TENANT_ERASED", Detail.of("connectionVersion", row.version));
        rows.delete(row);
    }

    private List<ErasedTopic> ownTopics() {
        Map<Topic, Long> keys = new HashMap<>();
        keys.put(Topic.CONNECTIONS, 1L);
        Task.all().forEach(task -> keys.put(task.tokenTopic(), 1L));
        List<Topic> topics = new ArrayList<>(
                List.of(Topic.CONNECTIONS, Topic.TOKEN_REJECTIONS, Topic.TOKEN_REJECTIONS.deadLetter()));
        topics.addAll(Task.all().stream().map(Task::tokenTopic).toList());
        return retention.erased(topics, keys, now());
    }

    private Optional<ErasureRow> find(TenantId tenant) {
        return rows.findByIdOptional(tenant.value());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
