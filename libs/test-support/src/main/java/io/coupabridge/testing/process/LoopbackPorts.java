package io.coupabridge.testing.process;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Ports on 127.0.0.1. */
public final class LoopbackPorts {

    private static final int FIRST = 20_000;
    private static final int LAST = 31_999;
    private static final int ONE_SECOND = 1_000;
    private static final long ONE_MILLISECOND = 1_000_000;
    private static final int MOST_TRIES = 30_000;

    /** Where programs of this user write down which port they took. */
    private static final Path LATEST =
            Path.of(System.getProperty("java.io.tmpdir"), "coupabridge-" + System.getProperty("user.name") + ".port");

    private LoopbackPorts() {}

    /**
     * A port that nobody listens on. It lies below the range from which Linux takes ports for outgoing connections, so
     * that a server which is down for a moment finds its port free again. Another program that asks does not get it too
     * before all others have had their turn: a server takes seconds until it listens.
     *
     * @throws UncheckedIOException when whose turn it is cannot be read and written down
     */
    public static int free() {
        for (int attempt = 0; attempt < 200; attempt++) {
            int port = next();
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port between " + FIRST + " and " + LAST + " is free on 127.0.0.1.");
    }

    /** Tests may load this class twice in one JVM, and a file's lock is one between JVMs. */
    @SuppressWarnings("try")
    private static int next() {
        synchronized (LATEST.toString().intern()) {
            try (FileChannel file = FileChannel.open(LATEST, CREATE, READ, WRITE, NOFOLLOW_LINKS);
                    FileLock held = lock(file)) {
                ByteBuffer latest = ByteBuffer.allocate(Integer.BYTES);
                boolean known = file.read(latest, 0) == Integer.BYTES;
                int port = known
                        ? latest.getInt(0) + 1
                        : ThreadLocalRandom.current().nextInt(FIRST, LAST);
                if (port < FIRST || port > LAST) {
                    port = FIRST;
                }
                file.write(latest.putInt(0, port).rewind(), 0);
                return port;
            } catch (IOException e) {
                throw new UncheckedIOException("The latest port cannot be written down in " + LATEST + ".", e);
            }
        }
    }

    /** Tries instead of waiting: with the locks of {@link ClassArchive}, Linux may see a deadlock where there is none. */
    private static FileLock lock(FileChannel file) throws IOException {
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            FileLock held = file.tryLock();
            if (held != null) {
                return held;
            }
            LockSupport.parkNanos(ONE_MILLISECOND);
        }
        throw new IOException("another program has kept its lock for half a minute");
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
