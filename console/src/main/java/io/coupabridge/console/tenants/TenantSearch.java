package io.coupabridge.console.tenants;

import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.Task;
import io.coupabridge.edge.rest.Inputs;
import io.quarkiverse.resteasy.problem.validation.Violation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which tenants are looked for. A parameter that is empty, as a form sends it, filters nothing.
 *
 * @param search a part of the tenant's id
 * @param state of the connection
 * @param host the Coupa host
 * @param task that the tenant wants
 * @param stale only tenants one of whose wanted tasks had no success for so many days
 * @param after the tenant behind which to go on
 */
record TenantSearch(String search, String state, String host, String task, Integer stale, String after) {

    private static final int LONGEST = 200;
    private static final int YEAR = 366;

    /** @throws io.quarkiverse.resteasy.problem.validation.HttpValidationProblem when a filter is none */
    static TenantSearch of(String search, String state, String host, String task, String stale) {
        return new TenantSearch(
                text("search", search),
                known("state", text("state", state), ConnectionState.class),
                text("host", host),
                task(text("task", task)),
                days(text("stale", stale)),
                "");
    }

    TenantSearch behind(String tenant) {
        if (tenant == null || tenant.isEmpty()) {
            return this;
        }
        return new TenantSearch(
                search, state, host, task, stale, Inputs.tenant(tenant).value());
    }

    /** The filters as the query of a URL, without where to go on. */
    public String query() {
        Map<String, String> filters = new LinkedHashMap<>();
        filters.put("search", search);
        filters.put("state", state);
        filters.put("host", host);
        filters.put("task", task);
        filters.put("stale", stale == null ? "" : stale.toString());
        return filters.entrySet().stream()
                .filter(filter -> !filter.getValue().isEmpty())
                .map(filter -> filter.getKey() + "=" + URLEncoder.encode(filter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String text(String name, String value) {
        String text = value == null ? "" : value.strip();
        if (text.length() > LONGEST) {
            throw Inputs.problem(Violation.In.query, name, "It has at most " + LONGEST + " characters.");
        }
        return text;
    }

    private static <E extends Enum<E>> String known(String name, String value, Class<E> type) {
        try {
            return value.isEmpty() ? "" : Enum.valueOf(type, value).name();
        } catch (IllegalArgumentException e) {
            throw Inputs.problem(Violation.In.query, name, "There is no such " + name + ".");
        }
    }

    private static String task(String value) {
        if (!value.isEmpty() && Task.find(value).isEmpty()) {
            throw Inputs.problem(Violation.In.query, "task", "There is no such task.");
        }
        return value;
    }

    private static Integer days(String value) {
        if (value.isEmpty()) {
            return null;
        }
        long days = Inputs.number("stale", value).orElse(0);
        if (days < 1 || days > YEAR) {
            throw Inputs.problem(Violation.In.query, "stale", "It is 1 to " + YEAR + " days.");
        }
        return (int) days;
    }
}
