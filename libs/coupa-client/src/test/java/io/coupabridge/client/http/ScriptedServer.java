package io.coupabridge.client.http;

import io.coupabridge.client.address.BaseUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on 127.0.0.1 that sends what a test wants, HTTP or not; the simulator sends only what is HTTP to begin with. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket listening;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What happens on a connection when the head of a request has come. */
    @FunctionalInterface
    interface Script {
        /** @param number of the request, from 1 on, over all connections */
        void answer(Socket connection, int number) throws IOException, InterruptedException;
    }

    private ScriptedServer(Script script) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.script = script;
        start(this::accept);
    }

    static ScriptedServer that(Script script) throws IOException {
        return new ScriptedServer(script);
    }

    static ScriptedServer sending(String answer) throws IOException {
        return that((connection, number) -> send(connection, answer));
    }

    static void send(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().flush();
    }

    static String page(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json;
    }

    BaseUrl baseUrl() {
        return new BaseUrl(URI.create("http://127.0.0.1:" + listening.getLocalPort()));
    }

    /** The heads of the requests that came. */
    List<String> requests() {
        return requests;
    }

    /** How many connections were made, with a request or without. */
    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void accept() throws IOException {
        while (true) {
            Socket connection = listening.accept();
            connections.incrementAndGet();
            start(() -> serve(connection));
        }
    }

    private void serve(Socket connection) throws IOException, InterruptedException {
        try (connection) {
            String head = head(connection.getInputStream());
            while (!head.isEmpty() && !connection.isClosed()) {
                requests.add(head);
                script.answer(connection, requests.size());
                head = connection.isClosed() ? "" : head(connection.getInputStream());
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException over) {
                // the test is, too
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
