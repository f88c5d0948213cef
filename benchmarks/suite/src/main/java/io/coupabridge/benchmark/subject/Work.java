package io.coupabridge.benchmark.subject;

import io.coupabridge.benchmark.bed.Bed;
import io.coupabridge.contracts.Task;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What every system does: reads all records of one resource of one Coupa and publishes each on Kafka.
 *
 * @param latency of each of Coupa's answers
 * @param ceiling requests a second; 0 when neither Coupa nor the reader limits them
 */
public record Work(Task task, int records, Duration latency, int ceiling) {

    private static final int PAGE = 50;
    private static final int BURST = 20;

    /** All lines lie within the 90 days of a first run. */
    private static final int DAYS = 80;

    /** A new Coupa that holds what is to be read, and nothing that is published otherwise than one to one. */
    CoupaInstance coupa(Bed bed) {
        InstanceSpec spec = InstanceSpec.defaults()
                .users(task == Task.APPLICATION_ROSTER ? records : 50)
                .expenseLines(task == Task.EXPENSE_DISCOVERY ? records : 0)
                .expenseDates(1, DAYS, DAYS + 10)
                .itemisedReports(0)
                .latency(latency);
        return bed.coupa(ceiling == 0 ? spec : spec.limit(25, BURST));
    }

    /** The keys of the messages that come of it. */
    Set<String> keys(String tenant, CoupaInstance coupa) {
        Set<String> keys = new HashSet<>();
        (task == Task.APPLICATION_ROSTER ? coupa.data().users() : coupa.data().expenseLines())
                .ids()
                .forEach(id -> keys.add(tenant + "/" + id));
        return keys;
    }

    public int pages() {
        return (records + PAGE - 1) / PAGE;
    }

    /** The longest that promise 11 allows. */
    public double promisedSeconds() {
        return (pages() / (double) ceiling + 2 * latency.toMillis() / 1_000.0) / 0.93;
    }

    /** How many requests have to be under way to use the ceiling; some, when there is none. */
    int lanes() {
        return ceiling == 0 ? 8 : (int) Math.ceil(ceiling * latency.toMillis() / 1_000.0) + 2;
    }
}
