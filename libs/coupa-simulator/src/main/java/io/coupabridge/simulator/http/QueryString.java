package io.coupabridge.simulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A decoded query or form body: {@code +} is a space, as in HTML forms. Order and repeated names are kept. */
public final class QueryString {

    /** One decoded parameter. */
    public record Parameter(String name, String value) {}

    private final List<Parameter> parameters;

    private QueryString(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
    }

    /**
     * @param raw null or empty for no parameters
     * @throws IllegalArgumentException when a percent escape is broken
     */
    public static QueryString parse(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        if (raw != null && !raw.isEmpty()) {
            for (String pair : raw.split("&")) {
                if (!pair.isEmpty()) {
                    int equals = pair.indexOf('=');
                    String name = equals < 0 ? pair : pair.substring(0, equals);
                    String value = equals < 0 ? "" : pair.substring(equals + 1);
                    parameters.add(new Parameter(decode(name), decode(value)));
                }
            }
        }
        return new QueryString(parameters);
    }

    private static String decode(String text) {
        boolean plain = text.indexOf('%') < 0 && text.indexOf('+') < 0;
        return plain ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /** The same parameters and one more. */
    public QueryString and(String name, String value) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, value));
        return new QueryString(more);
    }

    public Optional<String> first(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }
}
