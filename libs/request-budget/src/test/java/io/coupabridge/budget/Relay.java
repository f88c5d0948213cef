package io.coupabridge.budget;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Stands between a client and its database, and on demand makes its answers late, or swallows everything while its
 * connections stay open.
 */
final class Relay implements AutoCloseable {

    private final String jdbcUrl;
    private final URI target;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<Duration> nextLate = new AtomicReference<>(Duration.ZERO);
    private volatile Duration late = Duration.ZERO;
    private volatile boolean silent;

    private Relay(String jdbcUrl, URI target, ServerSocket server) {
        this.jdbcUrl = jdbcUrl;
        this.target = target;
        this.server = server;
    }

    static Relay to(String jdbcUrl) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Relay relay = new Relay(jdbcUrl, URI.create(jdbcUrl.substring("jdbc:".length())), server);
        relay.threads.execute(relay::accept);
        return relay;
    }

    String jdbcUrl() {
        return jdbcUrl.replace(":" + target.getPort() + "/", ":" + server.getLocalPort() + "/");
    }

    /** What the database answers from now on comes by so much later. */
    void delayAnswers(Duration by) {
        late = by;
    }

    /** The same for only one. */
    void delayNextAnswer(Duration by) {
        nextLate.set(by);
    }

    void fallSilent() {
        silent = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket database = new Socket(target.getHost(), target.getPort());
                threads.execute(() -> copy(client, database, () -> Duration.ZERO));
                threads.execute(() -> copy(database, client, () -> late.plus(nextLate.getAndSet(Duration.ZERO))));
            }
        } catch (IOException closed) {
            threads.shutdownNow();
        }
    }

    private void copy(Socket from, Socket to, Supplier<Duration> late) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8_192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                TimeUnit.NANOSECONDS.sleep(late.get().toNanos());
                if (!silent) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException | InterruptedException closed) {
            // the other direction ends too
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
