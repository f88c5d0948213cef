package io.coupabridge.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The main job, end to end: the stories of all tenants at once, then the checks. */
final class MainJob {

    private static final int COUPA_LIMIT = 25;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final DemoSettings settings;
    private final DemoPlatform platform;
    private final Console console;
    private final Checks checks = new Checks();

    MainJob(DemoSettings settings, DemoPlatform platform, Console console) {
        this.settings = settings;
        this.platform = platform;
        this.console = console;
    }

    /** @return whether every check held */
    boolean run() {
        console.title("Connecting tenants and running their tasks");
        List<Scenario> scenarios = new ArrayList<>();
        try (TaskWatch watch = TaskWatch.ofAll(settings.bootstrapServers(), console);
                DemoCommands commands = new DemoCommands(settings.bootstrapServers(), Clock.systemUTC())) {
            for (SimulatedTenant tenant : SimulatedTenant.values()) {
                scenarios.add(new Scenario(tenant, settings, commands, watch, checks, console));
            }
            playAll(scenarios);
        }
        console.title("What came of it");
        ConsumerCheck consumer = new ConsumerCheck(settings, checks);
        scenarios.forEach(scenario -> print(scenario, consumer));
        checkPace();
        checkDeadLetters();
        new ConsoleCheck(settings, checks).run();
        checkLogs();
        console.text("");
        console.text(checks.summary());
        return checks.allHeld();
    }

    private void playAll(List<Scenario> scenarios) {
        ExecutorService threads = Executors.newFixedThreadPool(scenarios.size());
        try {
            CompletableFuture<?>[] plays = scenarios.stream()
                    .map(scenario -> CompletableFuture.runAsync(scenario::play, threads))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture<Void> all = CompletableFuture.allOf(plays);
            Awaitility.await()
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        platform.requireAlive();
                        return all.isDone()
                                || Arrays.stream(plays).anyMatch(CompletableFuture::isCompletedExceptionally);
                    });
            Arrays.stream(plays).filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private void print(Scenario scenario, ConsumerCheck consumer) {
        console.text("");
        console.text(scenario.tenant().id() + ": connection " + Scenario.describe(scenario.connection()));
        for (TaskEvent outcome : scenario.outcomes()) {
            console.text("  " + TaskWatch.describe(outcome) + tookText(scenario, outcome));
        }
        for (TaskEvent outcome : scenario.outcomes()) {
            if (outcome.type() == TaskEvent.Type.COMPLETED) {
                console.text("  consumer: " + consumer.check(scenario, outcome).describe());
            }
        }
    }

    private static String tookText(Scenario scenario, TaskEvent outcome) {
        TaskEvent start = scenario.startOf(outcome);
        return start == null
                ? ""
                : ", in "
                        + Console.seconds(
                                Duration.between(start.at(), outcome.at()).toMillis() / 1e3);
    }

    /** The ceiling holds where requests are sent; on a busy machine they may arrive closer together. */
    private void checkPace() {
        SimulatedCoupa coupa = new SimulatedCoupa(settings);
        console.text("");
        for (SimulatedTenant tenant : SimulatedTenant.values()) {
            JsonNode counts = coupa.statistics(tenant);
            long most = counts.path("maxInOneSecond").asLong(-1);
            console.text(
                    tenant.id() + ": Coupa got " + counts.path("apiRequests").asLong() + " requests, at most " + most
                            + " in a second (ceiling " + tenant.ceiling() + ") and "
                            + counts.path("grants").asLong()
                            + " grant calls");
            checks.expect(
                    tenant.id() + ": Coupa never gets more than its own limit of " + COUPA_LIMIT + " requests a second",
                    most >= 0 && most <= COUPA_LIMIT,
                    most + " requests in a second");
        }
    }

    private void checkDeadLetters() {
        for (Topic topic : Topic.all()) {
            if (topic.topicName().endsWith(".dead-letter") || topic.topicName().endsWith(".quarantine")) {
                int count =
                        TopicReader.readAll(settings.bootstrapServers(), topic).size();
                checks.expect(topic.topicName() + " is empty", count == 0, count + " records");
            }
        }
    }

    /** Everything that the services print is kept; none of it may hold a secret. */
    private void checkLogs() {
        List<String> secrets = Arrays.stream(SimulatedTenant.values())
                .flatMap(tenant -> Stream.of(tenant.clientSecret(), tenant.apiKey()))
                .toList();
        Stream<String> modules =
                Stream.concat(Arrays.stream(Service.values()).map(Service::module), Stream.of(ConsoleApp.MODULE));
        for (String module : modules.toList()) {
            Path log = settings.logs().resolve(module + ".log");
            try {
                String text = Files.readString(log);
                checks.expect(
                        "no secret is in " + settings.project().relativize(log),
                        secrets.stream().noneMatch(text::contains),
                        "one of the demo's client secrets or API keys");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
