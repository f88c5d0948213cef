package io.coupabridge.local;

import io.coupabridge.testing.TestIssuer;
import io.coupabridge.testing.TestKafka;
import io.coupabridge.testing.kafka.KafkaProcess;
import io.coupabridge.testing.postgres.PostgresProcess;
import io.coupabridge.testing.process.ChildProcess;
import io.coupabridge.testing.process.Jdk;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that the demo starts, in the order in which it depends on each other: Kafka, PostgreSQL, the simulator, the
 * issuer of tokens, the three services, the console. Closing stops it in reverse order; none of it outlives this JVM, however that ends.
 */
final class DemoPlatform implements AutoCloseable {

    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration TRAINING_GRACE = Duration.ofMinutes(3);

    private final DemoSettings settings;
    private final DemoKeys keys;
    private final Console console;
    private final boolean training;
    private final Readiness readiness = new Readiness();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<ChildProcess> processes = new ArrayList<>();
    private boolean closed;

    /** @param training whether each service leaves an archive for faster starts when it ends */
    DemoPlatform(DemoSettings settings, DemoKeys keys, Console console, boolean training) {
        this.settings = settings;
        this.keys = keys;
        this.console = console;
        this.training = training;
    }

    /** @throws RuntimeException when something does not start; the message names it and quotes its log */
    void start() {
        Thread postgres = inBackground(this::startPostgres);
        Thread simulator = inBackground(this::startSimulator);
        Thread issuer = inBackground(this::startIssuer);
        startKafka();
        join(postgres);
        join(simulator);
        join(issuer);
        rethrow();
        startServices();
        startConsole();
    }

    /** @throws DemoException when a process has ended by itself; the message quotes its log */
    synchronized void requireAlive() {
        for (ChildProcess process : processes) {
            if (!closed && !process.alive()) {
                throw new DemoException(process.describeEnd(25));
            }
        }
    }

    /** The processes that run, for the list that the demo prints. */
    synchronized List<ChildProcess> processes() {
        return List.copyOf(processes);
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                console.step("Could not stop a process: " + e.getMessage());
            }
        }
    }

    private void startKafka() {
        long start = System.nanoTime();
        KafkaProcess kafka = KafkaProcess.start(
                settings.data().resolve("kafka"),
                settings.logs().resolve("kafka.log"),
                settings.port(DemoSettings.KAFKA));
        add(kafka.process(), kafka);
        TestKafka.createTopics(kafka.bootstrapServers());
        report("Kafka", "127.0.0.1:" + settings.port(DemoSettings.KAFKA), start);
    }

    private void startPostgres() {
        long start = System.nanoTime();
        PostgresProcess postgres = PostgresProcess.start(
                settings.data().resolve("postgres"),
                settings.logs().resolve("postgres.log"),
                settings.port(DemoSettings.POSTGRES),
                keys.postgresPassword(),
                true);
        add(postgres.process(), postgres);
        for (Service service : Service.values()) {
            postgres.createServiceDatabase(service.database(), keys.postgresPassword(), service.database());
        }
        postgres.createServiceDatabase(
                Service.BUDGET,
                keys.postgresPassword(),
                Arrays.stream(Service.values()).map(Service::database).toArray(String[]::new));
        postgres.createServiceDatabase(ConsoleApp.DATABASE, keys.postgresPassword(), ConsoleApp.DATABASE);
        report("PostgreSQL", "127.0.0.1:" + settings.port(DemoSettings.POSTGRES), start);
    }

    private void startSimulator() {
        long start = System.nanoTime();
        SimulatedCoupa coupa = new SimulatedCoupa(settings);
        ChildProcess process = coupa.start();
        add(process, () -> process.stop(STOP_GRACE));
        readiness.await(process, coupa.readyUrl());
        report("Coupa simulator", String.join(" ", SimulatedCoupa.origins(settings)), start);
    }

    private void startIssuer() {
        long start = System.nanoTime();
        TestIssuer issuer = TestIssuer.start(settings.port(DemoSettings.ISSUER), LoginPage.write(settings));
        synchronized (this) {
            started.push(issuer);
        }
        report("Issuer of tokens", issuer.url(), start);
    }

    private void startServices() {
        long start = System.nanoTime();
        Map<Service, ChildProcess> services = new EnumMap<>(Service.class);
        List<String> origins = SimulatedCoupa.origins(settings);
        for (Service service : Service.values()) {
            services.put(service, service.start(settings, keys, origins, jvm(service)));
        }
        synchronized (this) {
            processes.addAll(services.values());
            started.push(() -> stopTogether(services.values()));
        }
        services.forEach((service, process) -> {
            readiness.await(process, service.managementUrl(settings) + "/q/health/ready");
            report(service.module(), service.url(settings), start);
        });
    }

    private void startConsole() {
        long start = System.nanoTime();
        ConsoleApp app = new ConsoleApp(settings, keys);
        ChildProcess process = app.start();
        add(process, () -> process.stop(STOP_GRACE));
        readiness.await(process, app.readyUrl());
        report("console", app.url(), start);
    }

    private List<String> jvm(Service service) {
        return training ? List.of(Jdk.current().recording(service.jar(settings))) : List.of();
    }

    private void stopTogether(Iterable<ChildProcess> services) {
        List<Thread> stops = new ArrayList<>();
        for (ChildProcess service : services) {
            stops.add(inThread(() -> service.stop(training ? TRAINING_GRACE : STOP_GRACE)));
        }
        stops.forEach(DemoPlatform::join);
    }

    private synchronized void add(ChildProcess process, AutoCloseable stop) {
        processes.add(process);
        started.push(stop);
        if (closed) {
            close();
        }
    }

    private void report(String name, String where, long start) {
        console.step(name + " is ready on " + where + " after " + Console.seconds((System.nanoTime() - start) / 1e9));
    }

    private volatile RuntimeException failure;

    private Thread inBackground(Runnable step) {
        return inThread(() -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                failure = e;
            }
        });
    }

    private void rethrow() {
        if (failure != null) {
            throw failure;
        }
    }

    private static Thread inThread(Runnable step) {
        Thread thread = new Thread(step);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
