package io.coupabridge.local.fault;

import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.process.Replica;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Pods behind a load balancer that sends each of them some requests a second. A pod gets them from when it is ready until it
 * is about to be stopped. {@code DrainIT} is about a balancer that notices later.
 */
final class Rotation implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Replica> pods = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService balancer = Executors.newSingleThreadScheduledExecutor();
    private int replaced;

    Rotation() {
        balancer.scheduleWithFixedDelay(() -> pods.keySet().forEach(this::ask), 0, 200, TimeUnit.MILLISECONDS);
    }

    void start(String name, Supplier<Replica> pod) {
        pods.put(name, pod.get().start().awaitReady());
    }

    /** Starts the next pod and, when it is ready, stops the one before, as a Deployment with one pod to spare does. */
    void replace(String name, Supplier<Replica> next) {
        Replica before = pods.get(name);
        Replica ready = next.get().start().awaitReady();
        // between two requests
        CompletableFuture.runAsync(() -> pods.put(name, ready), balancer).join();
        before.stop();
        replaced++;
    }

    String origin(String name) {
        return pods.get(name).origin();
    }

    int replaced() {
        return replaced;
    }

    int answered() {
        return answered.get();
    }

    /** Requests without a good answer, in words. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    private void ask(String name) {
        String path = name.startsWith("token-service") ? "/api/v1/connections" : "/api/v1/tenants/tenant-1/runs";
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin(name) + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + TestTokens.shared().operator())
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status == 200) {
                answered.incrementAndGet();
            } else {
                refused.add(name + " answered " + status);
            }
        } catch (IOException e) {
            refused.add(name + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        balancer.shutdownNow();
    }
}
