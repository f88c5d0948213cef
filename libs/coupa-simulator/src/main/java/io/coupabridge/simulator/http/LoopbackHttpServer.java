package io.coupabridge.simulator.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP/1.1 server for many ports on 127.0.0.1: one thread accepts for all of them, one daemon thread serves
 * each open connection, so that a slow answer holds up nobody else. It works on plain sockets because the simulator
 * has to reset, cut and drip on purpose, which server libraries take care to prevent.
 */
public final class LoopbackHttpServer implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 8_192;
    private static final int IDLE_MILLIS = 120_000;
    private static final int BACKLOG = 4_096;

    private final Selector selector;
    private final Thread acceptor;
    private final ThreadPoolExecutor workers;
    private final Queue<Binding> toRegister = new ConcurrentLinkedQueue<>();
    private final Queue<CountDownLatch> closings = new ConcurrentLinkedQueue<>();
    private final Set<Binding> bindings = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public LoopbackHttpServer() throws IOException {
        selector = Selector.open();
        AtomicInteger number = new AtomicInteger();
        workers = new ThreadPoolExecutor(0, MAX_CONNECTIONS, 20, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(null, task, "coupa-simulator-" + number.incrementAndGet(), 256 * 1024);
            thread.setDaemon(true);
            return thread;
        });
        acceptor = new Thread(this::accept, "coupa-simulator-acceptor");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Answers one request. An exception ends the connection. */
    @FunctionalInterface
    public interface Handler {
        void handle(HttpRequest request, HttpConnection connection) throws IOException, InterruptedException;
    }

    /**
     * Listens on a port of 127.0.0.1.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is taken
     */
    public Binding bind(int port, Handler handler) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open();
        try {
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listening.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
            listening.configureBlocking(false);
        } catch (IOException | RuntimeException failure) {
            listening.close();
            throw failure;
        }
        Binding binding = new Binding(listening, handler);
        bindings.add(binding);
        toRegister.add(binding);
        selector.wakeup();
        return binding;
    }

    private void accept() {
        try {
            while (!closed) {
                List<CountDownLatch> closings = closingsSoFar();
                if (closings.isEmpty()) {
                    selector.select();
                } else {
                    selector.selectNow();
                    closings.forEach(CountDownLatch::countDown);
                }
                for (Binding next = toRegister.poll(); next != null; next = toRegister.poll()) {
                    if (next.listening.isOpen()) {
                        next.listening.register(selector, SelectionKey.OP_ACCEPT, next);
                    }
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Binding) key.attachment()).acceptAll();
                }
                selector.selectedKeys().clear();
            }
        } catch (ClosedSelectorException | IOException ended) {
            closed = true;
        }
    }

    private List<CountDownLatch> closingsSoFar() {
        List<CountDownLatch> soFar = new ArrayList<>();
        for (CountDownLatch next = closings.poll(); next != null; next = closings.poll()) {
            soFar.add(next);
        }
        return soFar;
    }

    @Override
    public void close() {
        closed = true;
        bindings.forEach(Binding::close);
        selector.wakeup();
        shutdown(workers);
        try {
            acceptor.join(1_000);
            selector.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException ignored) {
            // nothing is left to close
        }
    }

    private static void shutdown(ExecutorService workers) {
        workers.shutdownNow();
    }

    /** A port that is listened on. */
    public final class Binding implements AutoCloseable {
        private final ServerSocketChannel listening;
        private final Handler handler;
        private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
        private final int port;

        private Binding(ServerSocketChannel listening, Handler handler) throws IOException {
            this.listening = listening;
            this.handler = handler;
            this.port = ((InetSocketAddress) listening.getLocalAddress()).getPort();
        }

        public int port() {
            return port;
        }

        private void acceptAll() throws IOException {
            try {
                for (SocketChannel channel = listening.accept(); channel != null; channel = listening.accept()) {
                    hand(channel);
                }
            } catch (java.nio.channels.ClosedChannelException stopped) {
                // closed while it was being accepted from
            }
        }

        private void hand(SocketChannel channel) throws IOException {
            connections.add(channel);
            try {
                workers.execute(() -> serve(channel));
            } catch (RejectedExecutionException tooMany) {
                connections.remove(channel);
                channel.close();
            }
        }

        private void serve(SocketChannel channel) {
            try (channel) {
                channel.configureBlocking(true);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Socket socket = channel.socket();
                socket.setSoTimeout(IDLE_MILLIS);
                serve(channel, socket.getInputStream(), socket.getOutputStream());
            } catch (IOException ended) {
                // the client went away, as clients do
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } finally {
                connections.remove(channel);
            }
        }

        private void serve(SocketChannel channel, InputStream in, OutputStream out)
                throws IOException, InterruptedException {
            HttpRequestReader reader = new HttpRequestReader(in, out);
            HttpConnection connection = new HttpConnection(channel, in, out);
            try {
                for (HttpRequest request = reader.read(); request != null; request = reader.read()) {
                    handler.handle(request, connection);
                    if (!connection.isOpen()) {
                        return;
                    }
                }
            } catch (HttpRequestReader.MalformedRequestException malformed) {
                connection.write(HttpResponse.of(malformed.status(), HttpResponse.HTML, "<h1>Bad request</h1>"), false);
            }
        }

        /** A closed socket takes connections until a selection has let go of it. */
        private void awaitRefusal() {
            CountDownLatch selected = new CountDownLatch(1);
            closings.add(selected);
            selector.wakeup();
            try {
                while (!closed && !selected.await(10, TimeUnit.MILLISECONDS)) {
                    selector.wakeup();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Refuses connections from now on, and drops every connection of this port. */
        @Override
        public void close() {
            bindings.remove(this);
            closeQuietly(listening);
            awaitRefusal();
            connections.forEach(this::closeQuietly);
        }

        private void closeQuietly(java.nio.channels.Channel channel) {
            try {
                channel.close();
            } catch (IOException ignored) {
                // it is being thrown away
            }
        }
    }
}
