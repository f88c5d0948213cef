package io.coupabridge.local.fault;

import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The ledger's sessions break again and again, and new ones succeed at once, as in a failover. The mapper of
 * expense-service asks the ledger too, so its pages break at more places than a roster's. {@code -Dfaults.failovers=60}
 * makes the long variant.
 */
@Timeout(900)
class LedgerFailoverIT {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final int FAILOVERS = Integer.getInteger("faults.failovers", 12);

    @Test
    void a_run_survives_that_its_database_sessions_break() {
        try (FaultBed bed = new FaultBed(ExpenseDiscovery.TASK, "failover")) {
            // given
            Tenant tenant = bed.tenant(
                    "acme",
                    InstanceSpec.defaults()
                            .expenseLines(1_500 + FAILOVERS * 150)
                            .latency(Duration.ofMillis(30)),
                    8);
            bed.replica().start().awaitReady();
            UUID command = tenant.sendFullRun();

            // when
            int broken = 0;
            try (TopicReader lines =
                            TopicReader.open(bed.kafka().bootstrapServers(), ExpenseDiscovery.TASK.recordTopic());
                    TaskEventFeed feed = new TaskEventFeed(bed.kafka().bootstrapServers())) {
                for (; broken < FAILOVERS && !feed.ended(tenant.commands()); broken++) {
                    int before = lines.readToEnd().size();
                    lines.readOn(Duration.ofSeconds(before == 0 ? 5 : 1));
                    bed.breakDatabaseConnections();
                    feed.follow(Duration.ofMillis(300));
                }
            }
            bed.platform().awaitOutcome(command, IN_TIME.multipliedBy(3));

            // then
            bed.judge()
                    .note("LedgerFailoverIT", Map.of("failovers of the ledger", broken))
                    .assertExact()
                    .assertCompleted();
        }
    }
}
