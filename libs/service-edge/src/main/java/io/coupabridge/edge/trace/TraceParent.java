package io.coupabridge.edge.trace;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Where something belongs in a trace, as W3C Trace Context writes it: {@code 00-<trace>-<span>-<flags>}. It goes from a
 * request or a message to what comes of it, whether spans are recorded or not.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 hexadecimal digits, not all zero
 * @param sampled whether somebody records the trace
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

    // the names that quarkus-opentelemetry gives them
    private static final String TRACE_ID = "traceId";
    private static final String SPAN_ID = "spanId";
    private static final String SAMPLED = "sampled";

    private static final Pattern FORM =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** @return empty when the header is missing, or is not of this form */
    public static Optional<TraceParent> parse(String header) {
        Matcher form = FORM.matcher(header == null ? "" : header);
        // only a later version may have more parts
        if (!form.matches() || (form.group(1).equals("00") && form.group(5) != null)) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(form.group(4), 16) & 1) == 1;
        return Optional.of(new TraceParent(form.group(2), form.group(3), sampled));
    }

    /** The trace of something that has an id and came without one: the trace id is the id without its dashes. */
    public static TraceParent of(UUID id) {
        // zero is no id of a trace
        long high = id.getMostSignificantBits() == 0 ? 1 : id.getMostSignificantBits();
        long low = id.getLeastSignificantBits() == 0 ? 1 : id.getLeastSignificantBits();
        return new TraceParent(hex(high) + hex(id.getLeastSignificantBits()), hex(low), false);
    }

    /** The same for what has a name that is its own. */
    public static TraceParent of(String name) {
        return of(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** That of the request or message that this thread is at; a new one when it is at none. */
    public static TraceParent current() {
        if (MDC.get(TRACE_ID) instanceof String trace && MDC.get(SPAN_ID) instanceof String span) {
            return new TraceParent(trace, span, "true".equals(MDC.get(SAMPLED)));
        }
        return fresh();
    }

    public static TraceParent fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return of(new UUID(random.nextLong(), random.nextLong()));
    }

    /** Marks the log lines of this thread, and is {@link #current} there, until {@link #clear}. */
    public void use() {
        MDC.put(TRACE_ID, traceId);
        MDC.put(SPAN_ID, spanId);
        MDC.put(SAMPLED, Boolean.toString(sampled));
    }

    public static void clear() {
        MDC.remove(TRACE_ID);
        MDC.remove(SPAN_ID);
        MDC.remove(SAMPLED);
    }

    /** The header's value. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    private static String hex(long number) {
        return String.format("%016x", number);
    }
}
