package io.coupabridge.client.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One condition of a query; several are joined by AND (coupa-api §3.2). Values are given plain and encoded when sent.
 *
 * @param attribute in the underscore form, such as {@code updated_at}, or of an association, such as
 *     {@code expensed_by[email]}
 * @param operator one of Coupa's, such as {@code gt_or_eq}; empty for equality
 */
public record Filter(String attribute, String operator, String value) {

    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9_-]+(\\[[a-z0-9_-]+])*");
    private static final Pattern OPERATOR = Pattern.compile("[a-z_]*");

    /** Coupa keeps seconds, and documents offsets as digits rather than as Z (coupa-api §3.4). */
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);

    public Filter {
        if (!ATTRIBUTE.matcher(attribute).matches()
                || !OPERATOR.matcher(operator).matches()) {
            throw new IllegalArgumentException("Not a condition of Coupa's: " + attribute + "[" + operator + "]");
        }
        if (value == null) {
            throw new IllegalArgumentException("The condition on " + attribute + " has no value.");
        }
    }

    public static Filter eq(String attribute, String value) {
        return new Filter(attribute, "", value);
    }

    /** From this instant on, fractions of its second included. */
    public static Filter gtOrEq(String attribute, Instant from) {
        return new Filter(attribute, "gt_or_eq", SECONDS.format(from));
    }

    /** From midnight UTC of this date on, which is how Coupa reads a date alone. */
    public static Filter gtOrEq(String attribute, LocalDate from) {
        return new Filter(attribute, "gt_or_eq", from.toString());
    }

    public static Filter gtOrEq(String attribute, long from) {
        return new Filter(attribute, "gt_or_eq", Long.toString(from));
    }

    public static Filter gt(String attribute, Instant after) {
        return new Filter(attribute, "gt", SECONDS.format(after));
    }

    /** Before this instant, cut to whole seconds: Coupa keeps no more. */
    public static Filter lt(String attribute, Instant before) {
        return new Filter(attribute, "lt", SECONDS.format(before));
    }

    public static Filter lt(String attribute, LocalDate before) {
        return new Filter(attribute, "lt", before.toString());
    }

    public static Filter lt(String attribute, long before) {
        return new Filter(attribute, "lt", Long.toString(before));
    }

    public static Filter ltOrEq(String attribute, Instant to) {
        return new Filter(attribute, "lt_or_eq", SECONDS.format(to));
    }

    public static Filter ltOrEq(String attribute, long to) {
        return new Filter(attribute, "lt_or_eq", Long.toString(to));
    }

    /** One of these. A long list makes a long address, which Coupa or a proxy may refuse (414): some hundred ids at most. */
    public static Filter in(String attribute, Collection<Long> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("The condition on " + attribute + " allows no value at all.");
        }
        return new Filter(attribute, "in", values.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** The name of the query parameter, not encoded. */
    String parameter() {
        return operator.isEmpty() ? attribute : attribute + "[" + operator + "]";
    }

    /** The query parameter, encoded. */
    String encoded() {
        return UrlText.encoded(parameter()) + "=" + UrlText.encoded(value);
    }
}
