package io.coupabridge.testing.scenario;

import io.coupabridge.testing.process.LoopbackPorts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets a service under test send requests to a few ports of this machine, on which its tests then start simulated
 * instances: the allow-list is read when the service starts, before any test has run.
 */
public final class SimulatorOrigins implements QuarkusTestResourceLifecycleManager {

    private static final String PORTS = "coupabridge-test.simulator-ports";
    private static final String ALLOWED = "coupabridge-test.allowed-ports";
    private static final int COUNT = 400;

    /** An allowed origin whose host has no address. */
    public static final URI NOWHERE = URI.create("http://coupa.invalid");

    @Override
    public Map<String, String> start() {
        List<Integer> ports = IntStream.generate(LoopbackPorts::free)
                .distinct()
                .limit(COUNT)
                .boxed()
                .toList();
        String all = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        System.setProperty(PORTS, all);
        System.setProperty(ALLOWED, all);
        return Map.of(
                "coupabridge.allowed-origins",
                NOWHERE + ports.stream().map(SimulatorOrigins::origins).collect(Collectors.joining()));
    }

    /** With https too, which no simulated instance speaks. */
    private static String origins(int port) {
        return ",http://127.0.0.1:" + port + ",https://127.0.0.1:" + port;
    }

    @Override
    public void stop() {
        System.clearProperty(PORTS);
        System.clearProperty(ALLOWED);
    }

    /** An allowed port that nobody listens on, for a simulated instance. Each is given once. */
    public static synchronized int nextPort() {
        List<String> ports = Arrays.asList(System.getProperty(PORTS, "").split(","));
        for (int i = 0; i < ports.size(); i++) {
            String port = ports.get(i);
            // chosen when the tests began; another program may have taken it since
            if (!port.isEmpty() && LoopbackPorts.isFree(Integer.parseInt(port))) {
                System.setProperty(PORTS, String.join(",", ports.subList(i + 1, ports.size())));
                return Integer.parseInt(port);
            }
        }
        throw new IllegalStateException("All " + COUNT + " allowed simulator ports are taken; raise the number.");
    }

    /** A port that nobody listens on, and that the service may not send requests to. */
    public static int portElsewhere() {
        List<String> allowed = Arrays.asList(System.getProperty(ALLOWED, "").split(","));
        return IntStream.generate(LoopbackPorts::free)
                .filter(port -> !allowed.contains(String.valueOf(port)))
                .findFirst()
                .orElseThrow();
    }
}
