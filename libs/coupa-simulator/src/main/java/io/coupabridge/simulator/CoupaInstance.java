package io.coupabridge.simulator;

import io.coupabridge.simulator.behaviour.Switches;
import io.coupabridge.simulator.data.DataSet;
import io.coupabridge.simulator.fault.Faults;
import io.coupabridge.simulator.http.LoopbackHttpServer;
import io.coupabridge.simulator.limit.Limits;
import io.coupabridge.simulator.log.RequestLog;
import io.coupabridge.simulator.oauth.ClientControl;
import io.coupabridge.simulator.oauth.IssuedTokens;
import io.coupabridge.simulator.oauth.TokenEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** One simulated Coupa: its own port, data, clients, limits and faults. Thread-safe. */
public final class CoupaInstance {

    private final String name;
    private final LoopbackHttpServer server;
    private final SimulatorClock clock = new SimulatorClock();
    private final Switches switches = new Switches();
    private final Limits limits = new Limits();
    private final Faults faults = new Faults();
    private final RequestLog log = new RequestLog();
    private final List<RequestListener> listeners = new CopyOnWriteArrayList<>();
    private final DataSet data;
    private final IssuedTokens tokens;
    private final TokenEndpoint tokenEndpoint;
    private final LoopbackHttpServer.Handler handler;
    private final int port;
    private LoopbackHttpServer.Binding binding;
    private volatile Duration latency;

    CoupaInstance(String name, InstanceSpec spec, LoopbackHttpServer server, ControlApi control) throws IOException {
        this.name = name;
        this.server = server;
        this.latency = spec.latency();
        data = new DataSet(spec.data(name), clock, switches);
        tokens = new IssuedTokens(clock);
        tokenEndpoint = new TokenEndpoint("https://" + name + ".coupahost.com", tokens, switches);
        handler = new InstanceHandler(this, control.of(this));
        binding = server.bind(spec.port(), handler);
        port = binding.port();
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    /** For example {@code http://127.0.0.1:41234}. */
    public URI origin() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Registers an OAuth2 client for client credentials, in place of one of the same id. */
    public ClientControl client(String id, String secret, Set<String> scopes) {
        return tokenEndpoint.register(id, secret, scopes);
    }

    public Collection<ClientControl> clients() {
        return tokenEndpoint.clients();
    }

    public IssuedTokens tokens() {
        return tokens;
    }

    /** The truth, and the way to change it. */
    public DataSet data() {
        return data;
    }

    public Faults faults() {
        return faults;
    }

    public Switches switches() {
        return switches;
    }

    public Limits limits() {
        return limits;
    }

    public RequestLog log() {
        return log;
    }

    public SimulatorClock clock() {
        return clock;
    }

    public Duration latency() {
        return latency;
    }

    /** How long every answer takes at least from now on. */
    public void latency(Duration time) {
        latency = time;
    }

    /** Calls a listener for every request from now on. Close what is returned to end that. */
    public Subscription onRequest(RequestListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends with {@link #close()}. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    List<RequestListener> listeners() {
        return listeners;
    }

    TokenEndpoint tokenEndpoint() {
        return tokenEndpoint;
    }

    /** Connections are refused from now on, and those that are open are dropped. */
    public synchronized void goOffline() {
        binding.close();
    }

    /** Listens again, on the same port. */
    public synchronized void goOnline() {
        IOException last = null;
        for (int attempt = 0; attempt < 200; attempt++) {
            try {
                binding = server.bind(port, handler);
                return;
            } catch (IOException notFreeYet) {
                last = notFreeYet;
                pause();
            }
        }
        throw new UncheckedIOException("The port " + port + " did not become free again.", last);
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "CoupaInstance[" + name + " at " + origin() + "]";
    }
}
