package io.coupabridge.console.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/**
 * The one connection over which an e-mail is handed over. When its time is over it ends, whatever it waits for: the timeouts
 * of the mail library are for each read alone, and a server may say one line after another.
 */
final class MailConnection extends SocketFactory implements AutoCloseable {

    private final Socket socket = new Socket();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile boolean late;

    /** Its time begins now. */
    MailConnection(Duration longest) {
        over.completeOnTimeout(null, longest.toNanos(), TimeUnit.NANOSECONDS).thenRun(this::end);
    }

    /** Whether it was ended since its time was over. */
    boolean late() {
        return late;
    }

    @Override
    public Socket createSocket() {
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        over.cancel(false);
        closeSocket();
    }

    private void end() {
        late = true;
        closeSocket();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
