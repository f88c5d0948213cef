package io.coupabridge.token.connection;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TenantId;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A tenant's connection as it is stored. It is changed under its row lock and through {@link Connections} only, which
 * counts its version and publishes what became of it.
 */
@Entity
@Table(name = "connection")
public class ConnectionRow {

    /** What a connection signs in with. */
    public enum CredentialKind {
        OAUTH2_CLIENT,
        /** From before January 2023; Coupa does not accept it any more. */
        API_KEY,
        NONE
    }

    /** Which work met the outage that made a connection {@code DEGRADED}, and will end it. */
    public enum DegradedBy {
        RENEWAL,
        VERIFICATION
    }

    @Id
    public String tenant;

    public long version;

    @Enumerated(EnumType.STRING)
    public ConnectionState state;

    public String reason;
    public String message;
    public String cause;

    @Column(name = "base_url")
    public String baseUrl;

    @Column(name = "client_id")
    public String clientId;

    @Column(name = "request_ceiling")
    public int requestCeiling;

    @Column(name = "credential_kind")
    @Enumerated(EnumType.STRING)
    public CredentialKind credentialKind;

    @Column(name = "credential_version")
    public long credentialVersion;

    @Column(name = "sealed_credential")
    public String sealedCredential;

    @Column(name = "dead_since")
    public Instant deadSince;

    @Column(name = "degraded_by")
    @Enumerated(EnumType.STRING)
    public DegradedBy degradedBy;

    @Column(name = "next_attempt_at")
    public Instant nextAttemptAt;

    public long verification;

    @Column(name = "verification_ended")
    public long verificationEnded;

    @Column(name = "verified_at")
    public Instant verifiedAt;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "changed_at")
    public Instant changedAt;

    @Column(name = "wanted_tasks")
    String wantedTasks;

    @Column(name = "erased_version")
    Long erasedVersion;

    @Column(name = "shared_tasks")
    String sharedTasks;

    @Column(name = "trouble_since")
    Instant troubleSince;

    /** Whether the connection began with an API key. */
    boolean imported;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "connection_task", joinColumns = @JoinColumn(name = "tenant"))
    @MapKeyColumn(name = "task")
    Map<String, TaskAccessValue> tasks = new HashMap<>();

    public TenantId tenantId() {
        return new TenantId(tenant);
    }

    /** Where the tenant's Coupa is; null before the first address. */
    public BaseUrl address() {
        return baseUrl == null ? null : new BaseUrl(URI.create(baseUrl));
    }

    /** The tasks that the tenant wants, in the order of all tasks. */
    public List<Task> wanted() {
        return Task.all().stream().filter(this::wants).toList();
    }

    public boolean wants(Task task) {
        return wantedTasks == null
                ? task.wantedByDefault()
                : List.of(wantedTasks.split(",")).contains(task.name());
    }

    /** Sets which tasks the tenant wants, and forgets what is known of the others. */
    public void want(Collection<Task> chosen) {
        wantedTasks = chosen.stream().map(Task::name).collect(Collectors.joining(","));
        tasks.keySet().retainAll(chosen.stream().map(Task::name).toList());
    }

    /** From now on these tasks share one token; fewer than two for each task its own. */
    public void share(Collection<Task> together) {
        sharedTasks =
                together.size() < 2 ? null : together.stream().map(Task::name).collect(Collectors.joining(","));
    }

    public boolean shares() {
        return sharedTasks != null;
    }

    /** Whether tasks share a token, but not all that are wanted, or not all may run. */
    public boolean sharesInPart() {
        return shares() && wanted().stream().anyMatch(task -> !shared(task));
    }

    /** The tasks that a token for this one is for: it alone, or all that share one, in the order of all tasks. */
    public List<Task> together(Task task) {
        return shares() && shared(task) ? wanted().stream().filter(this::shared).toList() : List.of(task);
    }

    private boolean shared(Task task) {
        return List.of(sharedTasks.split(",")).contains(task.name())
                && !access(task).verdict().refuses();
    }

    /** Why least privilege is not to be had here; null where it is. */
    private String warning() {
        List<Task> together = shares() ? wanted().stream().filter(this::shared).toList() : List.of();
        return together.size() < 2
                ? null
                : "This Coupa ends a client's token when it grants the client another. So one token with "
                        + together.stream().map(Task::scope).collect(Collectors.joining(" "))
                        + " serves all these tasks, and each of them could read what the others may.";
    }

    /** What is known of the task; {@code UNKNOWN} when nothing is. */
    public TaskAccess access(Task task) {
        return told(task).orElseGet(TaskAccess::notVerified);
    }

    /** Sets what is known of the task. @param now dates a refusal, so that it can be seen to be old */
    public void access(Task task, TaskAccess access, Instant now) {
        Instant foundAt = access.verdict().refuses() ? now.truncatedTo(ChronoUnit.MILLIS) : null;
        TaskAccess dated = new TaskAccess(access.verdict(), access.message(), foundAt);
        tasks.put(task.name(), new TaskAccessValue(dated, tasks.get(task.name())));
    }

    /** Since when the task has been refused; null when it is not. */
    Instant refusedSince(Task task) {
        TaskAccessValue known = tasks.get(task.name());
        return known == null ? null : known.since();
    }

    /** Since when the connection is in its state, if that is one of trouble. */
    Instant troubleSince() {
        return troubleSince == null ? changedAt : troubleSince;
    }

    /** Notes that the state is another one from now on. */
    void entered(Instant now) {
        troubleSince =
                state == ConnectionState.DEGRADED || state == ConnectionState.REAUTHORIZATION_REQUIRED ? now : null;
    }

    /** Notes whether it begins with an API key, or goes on from one; a connection that has ended begins anew. */
    public void begin(CredentialKind kind) {
        // a replica of before notes nothing, but as long as there is no client the reason tells
        imported = kind == CredentialKind.API_KEY || imported || isApiKeyReason(reason);
        credentialKind = kind;
    }

    /** Forgets what is known of every task. */
    public void forgetAccess() {
        tasks.clear();
    }

    /** Forgets what is known of the tenant; with its next version, readers have to erase what they have of it. */
    public void erase() {
        baseUrl = null;
        clientId = null;
        wantedTasks = null;
        verifiedAt = null;
        erasedVersion = version + 1;
    }

    /** Sets what readers see of the state; the reason is null where the state says all. */
    public void enter(ConnectionState newState, String newReason, String newMessage) {
        state = newState;
        reason = newReason;
        message = newMessage;
        if (newState != ConnectionState.DEGRADED) {
            degradedBy = null;
        }
        if (newState != ConnectionState.REAUTHORIZATION_REQUIRED) {
            deadSince = null;
        }
        if (newState == ConnectionState.DISCONNECTED) {
            imported = false;
        }
    }

    /** Whether that is why a connection with an API key works no more; a null is no reason. */
    public static boolean isApiKeyReason(String reason) {
        return "API_KEY_RETIRED".equals(reason) || "API_KEY_NOT_USED".equals(reason);
    }

    public boolean isVerifying() {
        return verification > verificationEnded;
    }

    /** What readers are told of the task; empty where nothing is what they assume by themselves. */
    private Optional<TaskAccess> told(Task task) {
        if (!wants(task)) {
            return Optional.of(TaskAccess.notWanted(task));
        }
        TaskAccessValue known = tasks.get(task.name());
        if (known != null) {
            return Optional.of(known.access());
        }
        return task.wantedByDefault() ? Optional.empty() : Optional.of(TaskAccess.notVerified());
    }

    /** The whole state without the secret, as it is published. */
    public ConnectionEvent event() {
        Map<Task, TaskAccess> accesses = new LinkedHashMap<>();
        Task.all().forEach(task -> told(task).ifPresent(access -> accesses.put(task, access)));
        return new ConnectionEvent(
                tenantId(),
                version,
                state,
                reason,
                message,
                cause,
                baseUrl == null ? null : URI.create(baseUrl),
                clientId,
                requestCeiling,
                accesses,
                warning(),
                erasedVersion,
                changedAt);
    }
}
