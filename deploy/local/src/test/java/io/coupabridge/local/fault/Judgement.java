package io.coupabridge.local.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.truth.ReceiptCheck;
import io.coupabridge.testing.truth.TruthReport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Whether promises 1 to 3 of the design were kept: exactly one outcome for each command, nothing lost, nothing doubled.
 *
 * @param records all records of these tenants
 * @param events of each command, in their order
 */
record Judgement(List<Tenant> tenants, List<TopicRecord> records, Map<UUID, List<TaskEvent>> events) {

    static Judgement of(String bootstrapServers, Task task, List<Tenant> tenants) {
        Set<TenantId> judged = tenants.stream().map(Tenant::id).collect(Collectors.toSet());
        return new Judgement(
                tenants,
                TopicReader.readAll(bootstrapServers, task.recordTopic()).stream()
                        .filter(record -> judged.contains(tenantOf(record)))
                        .toList(),
                TopicReader.readAll(bootstrapServers, Topic.TASK_EVENTS).stream()
                        .map(record -> record.as(TaskEvent.class))
                        .filter(event -> judged.contains(event.tenantId()))
                        .collect(Collectors.groupingBy(TaskEvent::commandId)));
    }

    /** @throws AssertionError that lists what is missing, doubled or wrong */
    Judgement assertExact() {
        assertThat(tenants).allSatisfy(tenant -> tenant.check(records).assertHolds());
        assertThat(duplicates()).isZero();
        assertThat(events.keySet()).containsExactlyInAnyOrderElementsOf(commands());
        tenants.forEach(tenant ->
                tenant.commands().forEach(command -> assertOneOutcome(command, events.get(command), tenant.rebased())));
        return this;
    }

    /** Every command completed, with a receipt that agrees with its records. */
    Judgement assertCompleted() {
        commands().forEach(command -> {
            TaskEvent outcome = outcome(command);
            assertThat(outcome.type()).as("%s", outcome).isEqualTo(TaskEvent.Type.COMPLETED);
            assertThat(ReceiptCheck.differences(outcome, records)).isEmpty();
        });
        return this;
    }

    TaskEvent outcome(UUID command) {
        return terminal(command).stream().findFirst().orElseThrow();
    }

    private List<TaskEvent> terminal(UUID command) {
        return events.getOrDefault(command, List.of()).stream()
                .filter(event -> event.type().terminal())
                .toList();
    }

    /** How many records repeat a version of their key. */
    long duplicates() {
        Set<String> seen = new HashSet<>();
        return records.stream()
                .filter(record -> !seen.add(
                        record.key() + "@" + record.as(Versioned.class).version()))
                .count();
    }

    /** How many records came in a version that is not higher than one of their key before: consumers ignore them. */
    long backwards() {
        Map<String, Long> highest = new HashMap<>();
        long backwards = 0;
        for (TopicRecord record : records) {
            long version = record.as(Versioned.class).version();
            long before = highest.getOrDefault(record.key(), 0L);
            backwards += version <= before ? 1 : 0;
            highest.put(record.key(), Math.max(version, before));
        }
        return backwards;
    }

    /** How many records of a command say what the record of their key before them said. */
    long repeatedBy(UUID command) {
        Map<String, ObjectNode> before = new HashMap<>();
        long repeated = 0;
        for (TopicRecord record : records) {
            ObjectNode content = record.as(ObjectNode.class);
            content.remove(List.of("version", "change"));
            boolean same = content.equals(before.put(record.key(), content));
            repeated += same && command.toString().equals(record.header(MessageHeaders.RUN_ID)) ? 1 : 0;
        }
        return repeated;
    }

    long mostRecordsOfOnePublication() {
        return records.stream()
                .collect(Collectors.groupingBy(
                        record -> tenantOf(record) + " " + record.header(MessageHeaders.PAGE), Collectors.counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** How many sentences the comparison with the simulator's truth has to say. */
    long differences() {
        return tenants.stream()
                .map(tenant -> tenant.check(records))
                .map(TruthReport::differences)
                .mapToLong(List::size)
                .sum();
    }

    long held(TenantId tenant) {
        return records.stream()
                .map(TopicRecord::key)
                .filter(key -> key.startsWith(tenant + "/"))
                .distinct()
                .count();
    }

    /** How many pages Coupa served to the tenant's runs beyond those that they settled. Of a roster, which asks for no others. */
    long readAgain(Tenant tenant) {
        long settled = tenant.commands().stream()
                .flatMap(command -> terminal(command).stream())
                .map(TaskEvent::progress)
                // a run that never began has none
                .filter(Objects::nonNull)
                .mapToLong(TaskEvent.Progress::pages)
                .sum();
        return tenant.pagesServed() - settled;
    }

    /**
     * Resumed, not restarted (promise 4).
     *
     * @param breaks how often something took the runs from their workers, at most
     */
    Judgement assertReadAtMostOnePageOfEachLaneAgain(int breaks) {
        assertThat(tenants)
                .allSatisfy(tenant -> assertThat(readAgain(tenant))
                        .as("pages of %s that were read again", tenant.id())
                        .isBetween(0L, (long) breaks * FaultBed.MOST_LANES));
        return this;
    }

    /**
     * Leaves the figures for the verdict at the end of all tests; call it before what may fail.
     *
     * @param faults what was done to the processes, and how often
     */
    Judgement note(String test, Map<String, Integer> faults) {
        boolean counted = tenants.stream().allMatch(tenant -> tenant.task() == ApplicationRoster.TASK);
        Finding finding = new Finding(
                test,
                faults,
                commands().size(),
                commands().stream()
                        .mapToLong(command -> terminal(command).size())
                        .max()
                        .orElse(0),
                commands().stream()
                        .filter(command -> terminal(command).isEmpty())
                        .count(),
                records.size(),
                differences(),
                duplicates(),
                counted ? (Long) tenants.stream().mapToLong(this::readAgain).sum() : null);
        System.out.println(finding);
        Verdict.note(finding);
        return this;
    }

    private static TenantId tenantOf(TopicRecord record) {
        return new TenantId(record.key().substring(0, record.key().indexOf('/')));
    }

    private Set<UUID> commands() {
        Set<UUID> commands = new LinkedHashSet<>();
        tenants.forEach(tenant -> commands.addAll(tenant.commands()));
        return commands;
    }

    /** Every event once and in its order, the outcome last and alone. After a re-base, sequences skip numbers. */
    private static void assertOneOutcome(UUID command, List<TaskEvent> events, boolean rebased) {
        List<Long> sequences = events.stream().map(TaskEvent::sequence).toList();
        if (rebased) {
            assertThat(sequences)
                    .as("sequence of the events of %s", command)
                    .isSorted()
                    .doesNotHaveDuplicates();
        } else {
            assertThat(sequences)
                    .as("sequence of the events of %s", command)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, events.size()).boxed().toList());
        }
        assertThat(events.stream().filter(event -> event.type().terminal()))
                .as("outcomes of %s", command)
                .containsExactly(events.get(events.size() - 1));
    }

    private record Versioned(long version) {}
}
