package io.coupabridge.simulator;

import static io.coupabridge.simulator.ControlApi.body;
import static io.coupabridge.simulator.ControlApi.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.http.HttpConnection;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import io.coupabridge.simulator.oauth.ClientControl;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/** What the control API does to one instance. */
final class InstanceControl implements ControlApi.Route {

    private final CoupaInstance instance;
    private final DataControl data;
    private final LogControl log;

    InstanceControl(CoupaInstance instance) {
        this.instance = instance;
        this.data = new DataControl(instance.data());
        this.log = new LogControl(instance.log());
    }

    static ObjectNode describe(CoupaInstance instance) {
        ObjectNode json = ConfigReader.JSON.createObjectNode();
        json.put("name", instance.name())
                .put("origin", instance.origin().toString())
                .put("users", instance.data().users().count())
                .put("expenseReports", instance.data().expenseReports().count())
                .put("expenseLines", instance.data().expenseLines().count())
                .put("latencyMillis", instance.latency().toMillis())
                .put("now", instance.clock().instant().toString())
                .put("liveTokens", instance.tokens().live().size());
        ArrayNode clients = json.putArray("clients");
        instance.clients().forEach(client -> clients.add(describe(client)));
        return json;
    }

    private static ObjectNode describe(ClientControl client) {
        ObjectNode json = ConfigReader.JSON.createObjectNode();
        json.put("id", client.id()).put("active", client.isActive());
        ArrayNode scopes = json.putArray("scopes");
        new TreeSet<>(client.scopes()).forEach(scopes::add);
        return json;
    }

    @Override
    public HttpResponse answer(HttpRequest request, HttpConnection connection, List<String> path) throws IOException {
        String what = path.isEmpty() ? "" : path.get(0);
        List<String> rest = path.isEmpty() ? List.of() : path.subList(1, path.size());
        return switch (what) {
            case "" -> json(200, describe(instance));
            case "switches" -> switches(request);
            case "limits" -> limits(request);
            case "latency" -> latency(request);
            case "faults" -> faults(request);
            case "clients" -> clients(request, rest);
            case "tokens" -> tokens(request);
            case "clock" -> clock(request);
            case "online" -> online(request);
            case "data" -> data.change(request, rest);
            case "truth" -> data.truth(request, connection, rest);
            case "log" -> log.answer(request, rest);
            case "statistics" -> json(200, log.statistics());
            default -> throw new NoSuchElementException("The control API has no " + what + ".");
        };
    }

    private HttpResponse switches(HttpRequest request) throws IOException {
        if (!request.method().equals("GET")) {
            ConfigReader.update(instance.switches(), body(request));
        }
        return json(200, ConfigReader.JSON.valueToTree(instance.switches()));
    }

    private HttpResponse limits(HttpRequest request) throws IOException {
        if (!request.method().equals("GET")) {
            ConfigReader.read(body(request), LimitSettings.class).apply(instance.limits());
        }
        return json(
                200,
                ConfigReader.JSON
                        .createObjectNode()
                        .put("rejected", instance.limits().rejectedCount()));
    }

    private HttpResponse latency(HttpRequest request) throws IOException {
        if (!request.method().equals("GET")) {
            instance.latency(Duration.ofMillis(number(body(request), "millis")));
        }
        return json(
                200,
                ConfigReader.JSON
                        .createObjectNode()
                        .put("millis", instance.latency().toMillis()));
    }

    private HttpResponse faults(HttpRequest request) throws IOException {
        if (request.method().equals("DELETE")) {
            instance.faults().clear();
        } else if (!request.method().equals("GET")) {
            instance.faults()
                    .inject(ConfigReader.read(body(request), FaultSettings.class)
                            .rule());
        }
        ArrayNode rules = ConfigReader.JSON.createArrayNode();
        instance.faults().rules().forEach(rule -> rules.add(rule.toString()));
        return json(200, rules);
    }

    private HttpResponse clients(HttpRequest request, List<String> rest) throws IOException {
        if (request.method().equals("GET")) {
            ArrayNode all = ConfigReader.JSON.createArrayNode();
            instance.clients().forEach(client -> all.add(describe(client)));
            return json(200, all);
        }
        if (rest.isEmpty()) {
            return json(
                    201,
                    describe(ConfigReader.read(body(request), ClientSettings.class)
                            .apply(instance)));
        }
        ClientControl client = instance.tokenEndpoint().client(rest.get(0));
        if (client == null) {
            throw new NoSuchElementException("There is no client " + rest.get(0) + ".");
        }
        change(client, ConfigReader.read(body(request), ClientSettings.class));
        return json(200, describe(client));
    }

    private static void change(ClientControl client, ClientSettings wish) {
        if (wish.secret() != null) {
            client.rotateSecret(wish.secret());
        }
        if (wish.scopes() != null) {
            client.scopes(Set.copyOf(wish.scopes()));
        }
        if (wish.actsAs() != null) {
            client.actsAs(wish.actsAs());
        }
        if (wish.active() != null && wish.active()) {
            client.activate();
        } else if (wish.active() != null) {
            client.deactivate();
        }
    }

    /** DELETE revokes all, or those of {@code ?client=ID}; PUT sets the lifetime of new ones. */
    private HttpResponse tokens(HttpRequest request) throws IOException {
        ObjectNode json = ConfigReader.JSON.createObjectNode();
        if (request.method().equals("DELETE")) {
            json.put(
                    "revoked",
                    request.query()
                            .first("client")
                            .map(instance.tokens()::revokeClient)
                            .orElseGet(instance.tokens()::revokeAll));
        } else if (!request.method().equals("GET")) {
            instance.tokens().lifetime(Duration.ofSeconds(number(body(request), "lifetimeSeconds")));
        }
        return json(
                200,
                json.put("live", instance.tokens().live().size())
                        .put("minted", instance.tokens().mintedCount())
                        .put("lifetimeSeconds", instance.tokens().lifetime().toSeconds()));
    }

    private HttpResponse clock(HttpRequest request) throws IOException {
        if (!request.method().equals("GET")) {
            setClock(body(request));
        }
        return json(
                200,
                ConfigReader.JSON
                        .createObjectNode()
                        .put("now", instance.clock().instant().toString()));
    }

    private void setClock(ObjectNode wish) {
        if (wish.has("advanceSeconds")) {
            instance.clock().advance(Duration.ofSeconds(number(wish, "advanceSeconds")));
        } else if (wish.has("set")) {
            instance.clock().set(instant(wish.get("set").asText()));
        } else if (wish.has("freeze")) {
            instance.clock().freeze(instant(wish.get("freeze").asText()));
        } else if (wish.path("reset").asBoolean()) {
            instance.clock().reset();
        } else {
            throw new IllegalArgumentException("The clock takes advanceSeconds, set, freeze or reset.");
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException(text + " is not an instant such as 2026-11-24T12:00:00Z.", wrong);
        }
    }

    /** Only through the control port can an instance be brought back. */
    private HttpResponse online(HttpRequest request) throws IOException {
        JsonNode wish = body(request).path("online");
        if (!wish.isBoolean()) {
            throw new IllegalArgumentException("The body needs online, true or false.");
        }
        instance.goOffline();
        if (wish.booleanValue()) {
            instance.goOnline();
        }
        return json(200, ConfigReader.JSON.createObjectNode().put("online", wish.booleanValue()));
    }

    static long number(ObjectNode body, String name) {
        if (!body.path(name).canConvertToLong()) {
            throw new IllegalArgumentException("The body needs " + name + ", a whole number.");
        }
        return body.get(name).longValue();
    }
}
