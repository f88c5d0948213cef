package io.coupabridge.simulator;

import io.coupabridge.simulator.http.LoopbackHttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A Coupa with behaviour: any number of instances on ports of 127.0.0.1, each with its own data, clients, limits and
 * faults. Thread-safe. Closing it ends all of them.
 */
public final class CoupaSimulator implements AutoCloseable {

    private final LoopbackHttpServer server;
    private final ControlApi control = new ControlApi(this);
    private final Map<String, CoupaInstance> instances = new ConcurrentSkipListMap<>();

    private volatile Integer controlPort;

    private CoupaSimulator(LoopbackHttpServer server) {
        this.server = server;
    }

    /** @throws UncheckedIOException when the machine gives no sockets */
    public static CoupaSimulator start() {
        try {
            return new CoupaSimulator(new LoopbackHttpServer());
        } catch (IOException failure) {
            throw new UncheckedIOException("The simulator could not start.", failure);
        }
    }

    /**
     * Starts the instances of a configuration.
     *
     * @throws IllegalArgumentException when a setting is wrong
     * @throws UncheckedIOException when a port is taken
     */
    public static CoupaSimulator start(SimulatorConfig config) {
        CoupaSimulator simulator = start();
        try {
            config.instances().forEach(instance -> simulator.instance(instance.name(), instance));
            if (config.controlPort() != null) {
                simulator.controlPort(config.controlPort());
            }
            return simulator;
        } catch (RuntimeException failure) {
            simulator.close();
            throw failure;
        }
    }

    /**
     * Opens the control API for all instances.
     *
     * @param port 0 for any free one
     * @return the port
     * @throws UncheckedIOException when the port is taken
     */
    public int controlPort(int port) {
        try {
            controlPort = server.bind(port, control).port();
            return controlPort;
        } catch (IOException failure) {
            throw new UncheckedIOException("The control API could not listen on port " + port + ".", failure);
        }
    }

    /**
     * Makes an instance.
     *
     * @throws IllegalArgumentException when there is one of that name
     * @throws UncheckedIOException when its port is taken
     */
    public synchronized CoupaInstance instance(String name, InstanceSpec spec) {
        if (instances.containsKey(name)) {
            throw new IllegalArgumentException("There is an instance named " + name + " already.");
        }
        try {
            CoupaInstance instance = new CoupaInstance(name, spec, server, control);
            instances.put(name, instance);
            spec.apply(instance);
            return instance;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The instance " + name + " could not listen on port " + spec.port() + ".", failure);
        }
    }

    /** The port of the control API for all instances; empty when it was not opened. */
    public OptionalInt controlPort() {
        return controlPort == null ? OptionalInt.empty() : OptionalInt.of(controlPort);
    }

    /** @throws NoSuchElementException when there is none of that name */
    public CoupaInstance instance(String name) {
        CoupaInstance instance = instances.get(name);
        if (instance == null) {
            throw new NoSuchElementException("There is no instance named " + name + ".");
        }
        return instance;
    }

    /** In order of their names. */
    public Collection<CoupaInstance> instances() {
        return List.copyOf(instances.values());
    }

    @Override
    public void close() {
        server.close();
    }
}
