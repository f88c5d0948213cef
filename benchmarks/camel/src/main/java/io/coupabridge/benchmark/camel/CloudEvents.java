package io.coupabridge.benchmark.camel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.camel.Message;

/**
 * The headers of one tenant's messages: those that make them CloudEvents in binary mode, and what they came with. The
 * Kafka component passes bytes on as they are, so what is the same on all of them is made once. Not thread-safe.
 */
final class CloudEvents {

    private static final int IDENTITY_BYTES = 16;
    private static final byte[] SPEC_VERSION = bytes("1.0");
    private static final byte[] JSON = bytes("application/json");

    private final byte[] type;
    private final byte[] source;
    private final byte[] subject;
    private final byte[] identityPrefix;
    private final MessageDigest sha256;

    CloudEvents(Resource resource, String tenant) {
        boolean users = resource == Resource.USERS;
        this.type = bytes(users ? "io.coupabridge.discovered-user.v1" : "io.coupabridge.discovered-expense.v1");
        this.source = bytes(users ? "/camel-peer/roster" : "/camel-peer/expense");
        this.subject = bytes(tenant);
        this.identityPrefix = bytes(tenant + "\n" + (users ? "APPLICATION_ROSTER" : "EXPENSE_DISCOVERY") + "\n");
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For the messages that are made now. */
    static byte[] now() {
        return bytes(Instant.now().toString());
    }

    /** Sets the headers of a record in one of its versions. */
    void describe(Message message, long id, long version, Publication publication) {
        message.setHeader("ce_specversion", SPEC_VERSION);
        message.setHeader("ce_id", eventId(id, version));
        message.setHeader("ce_type", type);
        message.setHeader("ce_source", source);
        message.setHeader("ce_subject", subject);
        message.setHeader("ce_time", publication.time());
        message.setHeader("content-type", JSON);
        message.setHeader("coupabridge_run_id", publication.run());
        message.setHeader("coupabridge_page", publication.page());
    }

    /** The same for the same version of a record, whoever publishes it, so that a consumer knows a repetition. */
    private byte[] eventId(long id, long version) {
        sha256.update(identityPrefix);
        byte[] hash = sha256.digest(bytes(Long.toString(id)));
        return bytes(HexFormat.of().formatHex(hash, 0, IDENTITY_BYTES) + "-" + version);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
