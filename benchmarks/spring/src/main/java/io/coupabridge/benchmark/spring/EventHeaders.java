package io.coupabridge.benchmark.spring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The headers of a tenant's messages: those that make them CloudEvents in binary mode, and what they came with. Those that
 * never change exist once. Thread-safe.
 */
final class EventHeaders {

    private static final int IDENTITY_BYTES = 16;
    private static final Header SPEC_VERSION = header("ce_specversion", "1.0");
    private static final Header CONTENT_TYPE = header("content-type", "application/json");

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    });

    private final Header type;
    private final Header source;
    private final Header subject;
    private final byte[] identity;

    EventHeaders(Resource resource, String tenant) {
        this.type = header("ce_type", resource.eventType());
        this.source = header("ce_source", "/spring-peer/" + resource.task());
        this.subject = header("ce_subject", tenant);
        this.identity = (tenant + "\n" + resource.task() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The time of the events that are published now. */
    static Header now() {
        return header("ce_time", Instant.now().toString());
    }

    List<Header> of(long id, long version, Publication publication) {
        return List.of(
                SPEC_VERSION,
                header("ce_id", eventId(id, version)),
                type,
                source,
                subject,
                publication.time(),
                CONTENT_TYPE,
                publication.run(),
                publication.page());
    }

    /** The same each time that this version of the record is published. */
    private String eventId(long id, long version) {
        MessageDigest sha256 = SHA_256.get();
        sha256.update(identity);
        byte[] hash = sha256.digest(Long.toString(id).getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(hash, 0, IDENTITY_BYTES) + "-" + version;
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
