package io.coupabridge.benchmark.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.truth.ExpenseTruth;
import io.coupabridge.testing.truth.RosterTruth;
import io.coupabridge.testing.truth.TruthReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Some records of a work, spread evenly over all of them. What was published of these is compared with what Coupa has, by
 * readings of Coupa's JSON of their own: a system that publishes less than the contract of the topic did less work. What is
 * compared later is to be the next version of what was compared before.
 */
final class Sample {

    private static final int SIZE = 200;

    private final Task task;
    private final TenantId tenant;
    private final CoupaInstance coupa;
    private final Map<String, Long> idsByKey = new TreeMap<>();
    private final Map<Long, List<TopicRecord>> compared = new HashMap<>();

    /** @param tenant one that was not read before */
    Sample(Task task, TenantId tenant, CoupaInstance coupa) {
        this.task = task;
        this.tenant = tenant;
        this.coupa = coupa;
        ids(task, coupa).forEach(id -> idsByKey.put(tenant + "/" + id, id));
    }

    /** The ids of a sample, which are the same whoever reads. */
    static List<Long> ids(Task task, CoupaInstance coupa) {
        List<Long> all = Work.table(task, coupa).ids();
        int size = Math.min(SIZE, all.size());
        return LongStream.range(0, size)
                .mapToObj(place -> all.get((int) (place * all.size() / size)))
                .toList();
    }

    Set<String> keys() {
        return idsByKey.keySet();
    }

    /**
     * Compares with what Coupa has now; what did not come is for others to count.
     *
     * @param published by key, all of one round
     * @return one sentence for each record that is wrong
     */
    List<String> wrong(Map<String, TopicRecord> published) {
        List<String> wrong = new ArrayList<>();
        idsByKey.forEach((key, id) -> {
            TopicRecord record = published.get(key);
            if (record != null) {
                List<String> differences = differences(id, record);
                if (!differences.isEmpty()) {
                    wrong.add(key + ": " + String.join(" ", differences));
                }
            }
        });
        return wrong;
    }

    private List<String> differences(long id, TopicRecord record) {
        ObjectNode truth = Work.table(task, coupa).get(id).orElseThrow();
        List<TopicRecord> versions = compared.computeIfAbsent(id, first -> new ArrayList<>());
        versions.add(record);
        PublishedForm form = new PublishedForm(task, tenant, id, versions.size());
        List<String> differences = new ArrayList<>(form.breaches(record, truth));
        differences.addAll(report(truth, versions).differences());
        return differences;
    }

    private TruthReport report(ObjectNode truth, List<TopicRecord> versions) {
        if (task == ApplicationRoster.TASK) {
            return RosterTruth.check(tenant, List.of(truth), versions);
        }
        JsonNode report = truth.path("expense-report-id");
        List<ObjectNode> reports =
                coupa.data().expenseReports().get(report.asLong(-1)).stream().toList();
        return new ExpenseTruth(tenant, List.of(truth), reports, LocalDate.MIN).check(versions);
    }
}
