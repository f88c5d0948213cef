package io.coupabridge.token.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantErased;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.TokenRejected;
import io.coupabridge.contracts.Topic;
import io.coupabridge.contracts.VerificationWanted;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.SecretProof;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** What roster-service and expense-service send. */
public final class Workers {

    private static final KafkaProducer<byte[], byte[]> PRODUCER = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    TestKafka.shared().bootstrapServers(),
                    ProducerConfig.ACKS_CONFIG,
                    "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    private Workers() {}

    /** Coupa answered 401 to this version of the tenant's token, which the worker has read from its topic. */
    public static void reject(Tenant tenant, Task task, long version) {
        reject(tenant.awaitTokenEvent(
                task, event -> event.tokenVersion() == version && event.status() == TokenEvent.Status.ISSUED));
    }

    /** Coupa answered 401 to this token. */
    public static void reject(TokenEvent token) {
        send(token.tenantId().value(), rejection(token, opened(token)));
    }

    /** What a worker sends of its token. */
    private static byte[] rejection(TokenEvent token, Secret opened) {
        TokenRejected rejected = new TokenRejected(
                token.tenantId(), token.task(), token.tokenVersion(), 1, UUID.randomUUID(), null, Instant.now());
        return bytes(rejected.withProof(SecretProof.of(opened, rejected.statement())));
    }

    /** A run learnt with this token what Coupa refuses its task. */
    public static void find(TokenEvent token, TokenRejected.Finding finding) {
        TokenRejected found = new TokenRejected(
                token.tenantId(),
                token.task(),
                token.tokenVersion(),
                1,
                UUID.randomUUID(),
                null,
                finding,
                Instant.now());
        send(token.tenantId().value(), bytes(found.withProof(SecretProof.of(opened(token), found.statement()))));
    }

    /** Somebody makes a finding of the proof of a rejection. */
    public static void forgeFinding(Tenant tenant, Task task, TokenRejected.Finding finding) {
        TokenEvent token = tenant.awaitTokenEvent(task, event -> event.status() == TokenEvent.Status.ISSUED);
        TokenRejected rejected = new TokenRejected(
                token.tenantId(), task, token.tokenVersion(), 1, UUID.randomUUID(), null, Instant.now());
        String proof = SecretProof.of(opened(token), rejected.statement());
        TokenRejected found = new TokenRejected(
                token.tenantId(), task, token.tokenVersion(), 1, rejected.commandId(), proof, finding, Instant.now());
        send(tenant.id(), bytes(found));
    }

    /** A run waits for a task that may not run. */
    public static void wantVerification(TenantId tenant, Task task) {
        send(
                tenant.value(),
                bytes(new VerificationWanted(tenant, task, UUID.randomUUID(), Instant.now())),
                List.of(new RecordHeader(
                        "ce_type", "io.coupabridge.verification-wanted.v1".getBytes(StandardCharsets.UTF_8))));
    }

    /** A worker has erased what it had of a tenant. */
    public static void erased(TenantErased erased) {
        send(
                erased.tenantId().value(),
                bytes(erased),
                List.of(new RecordHeader(
                        "ce_type", "io.coupabridge.tenant-erased.v1".getBytes(StandardCharsets.UTF_8))));
    }

    /** A worker of one task rejects the token of another, with the only token that it has. */
    public static void rejectWithTokenOf(Tenant tenant, Task its, TokenEvent rejected) {
        TokenEvent own = tenant.awaitTokenEvent(its, event -> event.status() == TokenEvent.Status.ISSUED);
        TokenRejected claim = new TokenRejected(
                rejected.tenantId(),
                rejected.task(),
                rejected.tokenVersion(),
                1,
                UUID.randomUUID(),
                null,
                Instant.now());
        send(tenant.id(), bytes(claim.withProof(SecretProof.of(opened(own), claim.statement()))));
    }

    /** What a worker has when it opens its token. */
    public static Secret opened(TokenEvent token) {
        String keyset = ConfigProvider.getConfig().getValue(token.task().keysetSetting(), String.class);
        return Sealer.fromKeysetFile(Path.of(keyset)).open(token.sealedToken(), token.associatedData());
    }

    /** A rejection by somebody who does not have the token. */
    public static void forge(TenantId tenant, Task task, long version) {
        String proof = SecretProof.of(Secret.of("a guess"), "a guess");
        send(
                tenant.value(),
                bytes(new TokenRejected(tenant, task, version, 1, UUID.randomUUID(), proof, Instant.now())));
    }

    private static byte[] bytes(Object rejected) {
        try {
            return TopicRecord.JSON.writeValueAsBytes(rejected);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Something on the topic of rejections. */
    public static void send(String key, byte[] value) {
        send(key, value, List.of());
    }

    private static void send(String key, byte[] value, List<Header> headers) {
        try {
            PRODUCER.send(new ProducerRecord<>(
                            Topic.TOKEN_REJECTIONS.topicName(),
                            null,
                            key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                            value,
                            headers))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take a message of the test.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
