package io.coupabridge.simulator.fault;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.coupabridge.simulator.http.HttpConnection;
import io.coupabridge.simulator.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One way for an answer to go wrong. Start from a factory method and refine: {@code Fault.status(503).html()
 * .retryAfter(Duration.ofSeconds(2))}. Immutable; every refinement is a new fault.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class Fault implements Cloneable {

    private int status;
    private FaultBody body = FaultBody.REAL;
    private Delivery delivery = Delivery.WHOLE;
    private String text = "";
    private String contentType;
    private long size = 64L * 1024 * 1024;
    private Map<String, String> headers = Map.of();
    private Set<String> missingKeys = Set.of();
    private Map<Long, String> oddIds = Map.of();
    private Set<Long> onlyRecords = Set.of();
    private long delayMillis;
    private int dripBytes = 64;
    private long dripMillis = 50;

    private Fault() {}

    private interface Edit {
        void apply(Fault copy);
    }

    private Fault with(Edit edit) {
        try {
            Fault copy = (Fault) clone();
            edit.apply(copy);
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // -- where to start

    /** A status with a JSON error body. */
    public static Fault status(int status) {
        return new Fault().with(copy -> {
            copy.status = status;
            copy.body = FaultBody.JSON_ERROR;
        });
    }

    /** 429 without Retry-After. */
    public static Fault throttled() {
        return status(429);
    }

    /** 503 with an HTML body, as proxies answer. */
    public static Fault unavailable() {
        return status(503).html();
    }

    /** 200 with an HTML page that says that there is maintenance. */
    public static Fault maintenancePage() {
        return status(200).html();
    }

    /** 200 with {@code {"errors":…}}. */
    public static Fault errorObject() {
        return status(200);
    }

    /** 302 to another place. */
    public static Fault redirect(String location) {
        return status(302).html().header("Location", location);
    }

    /** The true answer with another body. */
    public static Fault of(FaultBody body) {
        return new Fault().with(copy -> copy.body = body);
    }

    /** The true answer, delivered otherwise. */
    public static Fault of(Delivery delivery) {
        return new Fault().with(copy -> copy.delivery = delivery);
    }

    /** The connection is reset instead of an answer. */
    public static Fault reset() {
        return of(Delivery.RESET);
    }

    /** No answer; the connection ends after the time or when the client goes away. */
    public static Fault hang(Duration longest) {
        return of(Delivery.HANG).after(longest);
    }

    /** The true answer ends early, in the middle of its body. */
    public static Fault truncated() {
        return of(Delivery.TRUNCATE);
    }

    /** The true answer, so many bytes at a time. */
    public static Fault drip(int bytes, Duration every) {
        return of(Delivery.DRIP).with(copy -> {
            copy.dripBytes = bytes;
            copy.dripMillis = every.toMillis();
        });
    }

    /** The true answer, later. */
    public static Fault delay(Duration time) {
        return of(FaultBody.REAL).after(time);
    }

    /** The true answer without these keys in any of its records. */
    public static Fault missingKeys(String... hyphenatedNames) {
        return of(FaultBody.REAL).with(copy -> copy.missingKeys = Set.of(hyphenatedNames));
    }

    /** The true answer, in which this record shows this JSON as its id; with an empty text, none at all. */
    public static Fault oddId(long record, String json) {
        return of(FaultBody.REAL).andOddId(record, json);
    }

    /** The true answer under another Content-Type. */
    public static Fault wrongContentType(String type) {
        return of(FaultBody.REAL).with(copy -> copy.contentType = type);
    }

    /** A JSON body of so many bytes. */
    public static Fault huge(long bytes) {
        return of(FaultBody.HUGE).with(copy -> {
            copy.status = 200;
            copy.size = bytes;
        });
    }

    /** A small gzip body that unpacks to so many bytes. */
    public static Fault gzipBomb(long bytes) {
        return of(FaultBody.GZIP_BOMB).with(copy -> {
            copy.status = 200;
            copy.size = bytes;
        });
    }

    // -- how to refine

    public Fault html() {
        return with(copy -> copy.body = FaultBody.HTML);
    }

    public Fault xml() {
        return with(copy -> copy.body = FaultBody.XML_ERROR);
    }

    public Fault empty() {
        return with(copy -> copy.body = FaultBody.EMPTY);
    }

    /** The same under another status: {@code Fault.huge(size).under(401)}. */
    public Fault under(int otherStatus) {
        return with(copy -> copy.status = otherStatus);
    }

    /** This text under this Content-Type. */
    public Fault text(String type, String content) {
        return with(copy -> {
            copy.body = FaultBody.TEXT;
            copy.text = content;
            copy.contentType = type;
        });
    }

    public Fault header(String name, String value) {
        return with(copy -> {
            Map<String, String> more = new TreeMap<>(copy.headers);
            more.put(name, value);
            copy.headers = more;
        });
    }

    /** Retry-After in seconds. */
    public Fault retryAfter(Duration time) {
        return header("Retry-After", Long.toString(time.toSeconds()));
    }

    /** Retry-After as an HTTP date. */
    public Fault retryAfter(Instant instant) {
        return header("Retry-After", HttpConnection.httpDate(instant));
    }

    /** Another record with an odd id. */
    public Fault andOddId(long record, String json) {
        return with(copy -> {
            Map<Long, String> more = new TreeMap<>(copy.oddIds);
            more.put(record, json);
            copy.oddIds = more;
        });
    }

    /** Only these records lack the missing keys. */
    public Fault onlyOf(Long... records) {
        return with(copy -> copy.onlyRecords = Set.of(records));
    }

    public Fault delivered(Delivery how) {
        return with(copy -> copy.delivery = how);
    }

    /** So much later than it would come. */
    public Fault after(Duration time) {
        return with(copy -> copy.delayMillis = time.toMillis());
    }

    // -- what it is

    Delivery delivery() {
        return delivery;
    }

    FaultBody body() {
        return body;
    }

    /** Whether the true answer is part of it. */
    boolean needsRealAnswer() {
        return body == FaultBody.REAL
                || body == FaultBody.REAL_AS_XML
                || body == FaultBody.REAL_CUT
                || body == FaultBody.REAL_SHUFFLED
                || body == FaultBody.REAL_DOUBLED
                || body == FaultBody.REAL_FIRST_RECORD;
    }

    Duration delay() {
        return Duration.ofMillis(delayMillis);
    }

    int status() {
        return status;
    }

    String text() {
        return text;
    }

    String contentType() {
        return contentType;
    }

    long size() {
        return size;
    }

    Map<String, String> headers() {
        return headers;
    }

    Set<String> missingKeys() {
        return missingKeys;
    }

    Map<Long, String> oddIds() {
        return oddIds;
    }

    boolean strips(long record) {
        return onlyRecords.isEmpty() || onlyRecords.contains(record);
    }

    int dripBytes() {
        return dripBytes;
    }

    Duration dripEvery() {
        return Duration.ofMillis(dripMillis);
    }

    /** The short name in the request log. */
    String label() {
        return (status == 0 ? "" : status + " ")
                + body
                + (delivery == Delivery.WHOLE ? "" : " " + delivery)
                + (delayMillis == 0 ? "" : " after " + delayMillis + " ms");
    }

    /** The body that this fault makes, given the true answer, which may be null when it is not needed. */
    HttpResponse answer(HttpResponse real) {
        HttpResponse changed = FaultBodies.make(this, real);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            changed = changed.header(header.getKey(), header.getValue());
        }
        if (contentType != null) {
            changed = changed.header("Content-Type", contentType);
        }
        return status == 0 ? changed : changed.withStatus(status);
    }

    @Override
    public String toString() {
        return "Fault[" + label() + "]";
    }
}
