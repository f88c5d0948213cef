package io.coupabridge.local.fault;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.Task;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The commands that schedules have sent, told from their topic alone. */
final class ScheduledCommands {

    private final Duration interval;
    private final SortedMap<String, SortedMap<Instant, Set<String>>> idsOfTimes = new TreeMap<>();
    private int messages;

    private ScheduledCommands(Duration interval) {
        this.interval = interval;
    }

    /** All that are on the task's topic. @param interval of every tenant */
    static ScheduledCommands read(String bootstrapServers, Task task, Duration interval) {
        ScheduledCommands commands = new ScheduledCommands(interval);
        TopicReader.readAll(bootstrapServers, task.commandTopic()).forEach(commands::add);
        return commands;
    }

    private void add(TopicRecord message) {
        JsonNode command = message.as(JsonNode.class);
        messages++;
        idsOfTimes
                .computeIfAbsent(command.get("tenantId").asText(), any -> new TreeMap<>())
                .computeIfAbsent(Instant.parse(command.get("requestedAt").asText()), any -> new TreeSet<>())
                .add(command.get("commandId").asText());
    }

    int tenants() {
        return idsOfTimes.size();
    }

    /** Whether every tenant has a command that was due after that. */
    boolean allAfter(Instant instant) {
        return idsOfTimes.values().stream().allMatch(times -> times.lastKey().isAfter(instant));
    }

    /** The due times of each tenant for which there is a command, the first run's first. */
    List<SortedSet<Instant>> times() {
        return idsOfTimes.values().stream()
                .map(times -> (SortedSet<Instant>) new TreeSet<>(times.keySet()))
                .toList();
    }

    /** First runs, and the regular times of each tenant from the first to the last. */
    long due() {
        return times().stream()
                .mapToLong(times -> 1
                        + (times.size() == 1
                                ? 0
                                : 1
                                        + Duration.between(regular(times).first(), times.last())
                                                .dividedBy(interval)))
                .sum();
    }

    /** Due times for which there is no command. */
    long missed() {
        return due() - times().stream().mapToLong(SortedSet::size).sum();
    }

    /** Commands with different ids for the same due time, and such as were due at no regular time. */
    long doubled() {
        long more = idsOfTimes.values().stream()
                .flatMap(times -> times.values().stream())
                .mapToLong(ids -> ids.size() - 1)
                .sum();
        long irregular = times().stream()
                .filter(times -> times.size() > 1)
                .mapToLong(times -> regular(times).stream()
                        .filter(time ->
                                Duration.between(regular(times).first(), time).toMillis() % interval.toMillis() != 0)
                        .count())
                .sum();
        return more + irregular;
    }

    /** Commands by their ids, which is what a task service sees. */
    long sent() {
        return idsOfTimes.values().stream()
                .flatMap(times -> times.values().stream())
                .mapToLong(Set::size)
                .sum();
    }

    /** Messages that say what another has said. */
    long repeated() {
        return messages - sent();
    }

    /** All but the first run. */
    private static SortedSet<Instant> regular(SortedSet<Instant> times) {
        return times.tailSet(times.first().plusNanos(1));
    }
}
