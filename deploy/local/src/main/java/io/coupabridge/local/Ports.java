package io.coupabridge.local;

import io.coupabridge.testing.process.LoopbackPorts;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Refuses to start on ports that somebody else has. */
final class Ports {

    private Ports() {}

    /** @throws DemoException when a port is taken, or two are the same; the message names the variable that chooses it */
    static void requireFree(DemoSettings settings) {
        requireDistinct(settings);
        List<String> taken = settings.ports().entrySet().stream()
                .filter(entry -> !LoopbackPorts.isFree(entry.getValue()))
                .map(entry -> "port " + entry.getValue() + " (" + entry.getKey() + ")")
                .toList();
        if (!taken.isEmpty()) {
            throw new DemoException("On 127.0.0.1 other programs listen on " + String.join(", ", taken)
                    + ". Stop them, or choose other ports, for example: "
                    + variableOf(taken.get(0)) + "=" + LoopbackPorts.free() + " ./demo");
        }
    }

    private static void requireDistinct(DemoSettings settings) {
        Map<Integer, List<String>> byPort = settings.ports().entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        byPort.forEach((port, variables) -> {
            if (variables.size() > 1) {
                throw new DemoException(
                        "Port " + port + " is wanted twice: by " + String.join(" and ", variables) + ".");
            }
        });
    }

    private static String variableOf(String taken) {
        return taken.substring(taken.indexOf('(') + 1, taken.length() - 1);
    }
}
