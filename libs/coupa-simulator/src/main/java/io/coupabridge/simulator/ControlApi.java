package io.coupabridge.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.http.HttpConnection;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import io.coupabridge.simulator.http.LoopbackHttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The control API: {@code /instances/NAME/…} on the simulator's control port, and the same as {@code /_control/…} on
 * each instance's own port. Not logged, limited, delayed or broken by faults.
 */
final class ControlApi implements LoopbackHttpServer.Handler {

    private final CoupaSimulator simulator;

    ControlApi(CoupaSimulator simulator) {
        this.simulator = simulator;
    }

    /** The answer, or null when it was written already. */
    interface Route {
        HttpResponse answer(HttpRequest request, HttpConnection connection, List<String> path) throws IOException;
    }

    /** The handler of one instance's {@code /_control}. */
    LoopbackHttpServer.Handler of(CoupaInstance instance) {
        InstanceControl control = new InstanceControl(instance);
        return (request, connection) -> answer(request, connection, segments(request, 1), control);
    }

    @Override
    public void handle(HttpRequest request, HttpConnection connection) throws IOException {
        answer(request, connection, segments(request, 0), this::ofSimulator);
    }

    private static List<String> segments(HttpRequest request, int skip) {
        return Arrays.stream(request.path().split("/"))
                .filter(part -> !part.isEmpty())
                .skip(skip)
                .toList();
    }

    private HttpResponse ofSimulator(HttpRequest request, HttpConnection connection, List<String> path)
            throws IOException {
        if (path.isEmpty() || !path.get(0).equals("instances")) {
            throw new NoSuchElementException("There is only /instances here.");
        }
        if (path.size() > 1) {
            return new InstanceControl(simulator.instance(path.get(1)))
                    .answer(request, connection, path.subList(2, path.size()));
        }
        if (request.method().equals("POST")) {
            InstanceSpec spec = ConfigReader.read(body(request), InstanceSpec.class);
            return json(201, InstanceControl.describe(start(spec.check())));
        }
        ArrayNode all = ConfigReader.JSON.createArrayNode();
        simulator.instances().forEach(instance -> all.add(InstanceControl.describe(instance)));
        return json(200, all);
    }

    private CoupaInstance start(InstanceSpec spec) {
        try {
            return simulator.instance(spec.name(), spec);
        } catch (UncheckedIOException taken) {
            throw new IllegalArgumentException(taken.getMessage(), taken);
        }
    }

    private static void answer(HttpRequest request, HttpConnection connection, List<String> path, Route route)
            throws IOException {
        HttpResponse response;
        try {
            response = route.answer(request, connection, path);
        } catch (NoSuchElementException missing) {
            response = error(404, missing.getMessage());
        } catch (IllegalArgumentException wrong) {
            response = error(400, wrong.getMessage());
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
        if (response != null) {
            connection.write(response, request.keepAlive());
        }
    }

    private static HttpResponse error(int status, String sentence) {
        ObjectNode json = ConfigReader.JSON.createObjectNode().put("error", sentence);
        return json(status, json);
    }

    static HttpResponse json(int status, JsonNode body) {
        return HttpResponse.of(status, HttpResponse.JSON, body.toString());
    }

    /** @throws IllegalArgumentException when the body is not a JSON object */
    static ObjectNode body(HttpRequest request) throws IOException {
        try {
            JsonNode tree = ConfigReader.JSON.readTree(request.body());
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("The body is not valid JSON: " + broken.getOriginalMessage(), broken);
        }
        throw new IllegalArgumentException("The body has to be a JSON object.");
    }
}
