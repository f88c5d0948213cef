package io.coupabridge.budget;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a client and its database, and on demand swallows everything while its connections stay open. */
final class SilentRelay implements AutoCloseable {

    private final String jdbcUrl;
    private final URI target;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean silent;

    private SilentRelay(String jdbcUrl, URI target, ServerSocket server) {
        this.jdbcUrl = jdbcUrl;
        this.target = target;
        this.server = server;
    }

    static SilentRelay to(String jdbcUrl) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SilentRelay relay = new SilentRelay(jdbcUrl, URI.create(jdbcUrl.substring("jdbc:".length())), server);
        relay.threads.execute(relay::accept);
        return relay;
    }

    String jdbcUrl() {
        return jdbcUrl.replace(":" + target.getPort() + "/", ":" + server.getLocalPort() + "/");
    }

    void fallSilent() {
        silent = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket database = new Socket(target.getHost(), target.getPort());
                threads.execute(() -> copy(client, database));
                threads.execute(() -> copy(database, client));
            }
        } catch (IOException closed) {
            threads.shutdownNow();
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8_192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!silent) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException closed) {
            // the other direction ends too
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
