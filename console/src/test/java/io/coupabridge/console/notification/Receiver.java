package io.coupabridge.console.notification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** A receiver of webhooks on loopback, which can misbehave. */
final class Receiver implements AutoCloseable {

    private static final int MEGABYTE = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Post> received = new CopyOnWriteArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Manner manner = exchange -> answer(exchange, 200);

    /** On a port that is free. */
    Receiver() {
        this(0);
    }

    Receiver(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /** What was received, whatever was answered. */
    record Post(String target, Map<String, String> headers, String body) {}

    private interface Manner {
        void answer(HttpExchange exchange) throws IOException;
    }

    URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Post> received() {
        return received;
    }

    /** How many bytes of bodies it got rid of. */
    long written() {
        return written.get();
    }

    void answers(int status) {
        manner = exchange -> answer(exchange, status);
    }

    /** Answers 500 so many times, and then as it should. */
    void failsAtFirst(int times) {
        AtomicInteger left = new AtomicInteger(times);
        manner = exchange -> answer(exchange, left.getAndDecrement() > 0 ? 500 : 200);
    }

    /** Answers as it should, but not at once. */
    void takes(Duration time) {
        manner = exchange -> {
            try {
                closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            answer(exchange, 200);
        };
    }

    void redirectsTo(String location) {
        manner = exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            answer(exchange, 302);
        };
    }

    void hangs() {
        manner = exchange -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    void resets() {
        manner = HttpExchange::close;
    }

    void answersMegabytes(int megabytes) {
        manner = exchange -> {
            exchange.sendResponseHeaders(200, (long) megabytes * MEGABYTE);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] chunk = new byte[MEGABYTE / 16];
                for (int i = 0; i < megabytes * 16; i++) {
                    out.write(chunk);
                    written.addAndGet(chunk.length);
                }
            }
        };
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> header.getValue().get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(new Post(exchange.getRequestURI().toString(), headers, body));
        manner.answer(exchange);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
