package io.coupabridge.testing.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
public final class LoopbackPorts {

    private static final int ONE_SECOND = 1_000;

    private LoopbackPorts() {}

    /**
     * A port that nobody listens on. It lies below the range from which Linux takes ports for outgoing connections, so
     * that a server which is down for a moment finds its port free again.
     */
    public static int free() {
        for (int attempt = 0; attempt < 200; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port between 20000 and 32000 is free on 127.0.0.1.");
    }

    /** Whether somebody takes connections on the port now. Whoever is about to listen on it is not disturbed. */
    public static boolean isServed(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ONE_SECOND);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nobody listens on the port now. To see that, it takes the port for a moment. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
