package io.coupabridge.contracts;

/**
 * Kafka headers beside the CloudEvents ones ({@code ce_id}, {@code ce_type}, {@code ce_source}, {@code ce_subject} = the
 * tenant, {@code ce_time}). All values are UTF-8 text.
 */
public final class MessageHeaders {

    /** On a discovered record: the command id of the run that published it. */
    public static final String RUN_ID = "coupabridge_run_id";

    /**
     * On every message: where it belongs in a trace (W3C Trace Context). What comes of a command has the command's trace id.
     */
    public static final String TRACEPARENT = "traceparent";

    /**
     * On a discovered record: the number of its publication, of one page or of some that came together, counted per tenant
     * and task across runs.
     */
    public static final String PAGE = "coupabridge_page";

    /**
     * On a connection or token event: token-service's signature over topic, key and value (Tink, ED25519), in Base64. It
     * covers {@code coupabridge.event.v1}, topic, key and value, each behind its length in four bytes.
     */
    public static final String SIGNATURE = "coupabridge_signature";

    /** On a dead letter: one sentence that says what is wrong; never a piece of the payload. */
    public static final String DEAD_LETTER_REASON = "coupabridge_dead_letter_reason";

    /** On a dead letter: where it came from. */
    public static final String ORIGIN_TOPIC = "coupabridge_origin_topic";

    public static final String ORIGIN_PARTITION = "coupabridge_origin_partition";
    public static final String ORIGIN_OFFSET = "coupabridge_origin_offset";

    /** On a dead letter of a message that was too large to keep: SHA-256 of the whole payload, in hex. */
    public static final String PAYLOAD_SHA256 = "coupabridge_payload_sha256";

    /** On a dead letter of a message that was too large to keep: the payload's size in bytes. */
    public static final String PAYLOAD_BYTES = "coupabridge_payload_bytes";

    /** On a dead letter whose key was too large to keep: SHA-256 of the whole key, in hex. */
    public static final String KEY_SHA256 = "coupabridge_key_sha256";

    /** On a dead letter whose key was too large to keep: its size in bytes. */
    public static final String KEY_BYTES = "coupabridge_key_bytes";

    /** On a dead letter whose headers were too large to keep: SHA-256 of all names and values in their order, in hex. */
    public static final String HEADERS_SHA256 = "coupabridge_headers_sha256";

    /** On a dead letter whose headers were too large to keep: the size of all names and values in bytes. */
    public static final String HEADERS_BYTES = "coupabridge_headers_bytes";

    /** On a message that was replayed from its dead-letter topic: how often so far. */
    public static final String REPLAYS = "coupabridge_replays";

    private MessageHeaders() {}
}
