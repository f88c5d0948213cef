package io.coupabridge.simulator;

import static io.coupabridge.simulator.ControlApi.body;
import static io.coupabridge.simulator.ControlApi.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import io.coupabridge.simulator.log.LoggedRequest;
import io.coupabridge.simulator.log.RequestLog;
import java.io.IOException;
import java.util.List;

/** Shows the request log. Authorization headers stay inside. */
final class LogControl {

    private final RequestLog log;

    LogControl(RequestLog log) {
        this.log = log;
    }

    ObjectNode statistics() {
        ObjectNode json = ConfigReader.JSON.createObjectNode();
        json.put("requests", log.totalCount())
                .put("apiRequests", log.apiCount())
                .put("grants", log.grantCount())
                .put("successfulGrants", log.successfulGrantCount())
                .put("records", log.recordCount())
                .put("maxInOneSecond", log.maxInOneSecond());
        ObjectNode statuses = json.putObject("apiStatuses");
        log.apiStatuses().forEach((status, count) -> statuses.put(Integer.toString(status), count));
        return json;
    }

    /**
     * GET with {@code ?after=INDEX&limit=100}; DELETE clears; PUT sets how many are kept; POST to {@code scan} looks for
     * a text.
     */
    HttpResponse answer(HttpRequest request, List<String> rest) throws IOException {
        if (request.method().equals("DELETE")) {
            log.clear();
            return HttpResponse.empty(204);
        }
        if (request.method().equals("PUT")) {
            log.keep(Math.toIntExact(InstanceControl.number(body(request), "keep")));
            return json(200, statistics());
        }
        if (rest.equals(List.of("scan"))) {
            JsonNode text = body(request).path("text");
            if (!text.isTextual() || text.textValue().isEmpty()) {
                throw new IllegalArgumentException("The body needs text, what to look for.");
            }
            return json(200, describe(log.containing(text.textValue())));
        }
        long after = number(request, "after", 0);
        long limit = number(request, "limit", 100);
        return json(
                200,
                describe(log.requests().stream()
                        .filter(logged -> logged.index() > after)
                        .limit(limit)
                        .toList()));
    }

    private static long number(HttpRequest request, String name, long otherwise) {
        try {
            return request.query().first(name).map(Long::parseLong).orElse(otherwise);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(name + " takes a whole number.", wrong);
        }
    }

    private static ArrayNode describe(List<LoggedRequest> requests) {
        ArrayNode all = ConfigReader.JSON.createArrayNode();
        for (LoggedRequest logged : requests) {
            ObjectNode json = all.addObject()
                    .put("index", logged.index())
                    .put("received", logged.received().toString())
                    .put("method", logged.method())
                    .put("path", logged.path())
                    .put("query", logged.rawQuery())
                    .put("status", logged.status().orElse(null))
                    .put("records", logged.records())
                    .put("bytes", logged.bytes())
                    .put("fault", logged.fault())
                    .put("grant", logged.grant());
            if (logged.answeredNanos() != null) {
                json.put("millis", (logged.answeredNanos() - logged.receivedNanos()) / 1_000_000);
            }
            ObjectNode headers = json.putObject("headers");
            logged.headers().forEach((name, value) -> {
                boolean secret = name.equals("authorization") || name.contains("api-key");
                headers.put(name, secret ? "(hidden)" : value);
            });
        }
        return all;
    }
}
