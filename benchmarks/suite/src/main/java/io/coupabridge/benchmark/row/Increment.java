package io.coupabridge.benchmark.row;

import io.coupabridge.benchmark.bed.Installation;
import io.coupabridge.benchmark.bed.TopicTail;
import io.coupabridge.benchmark.report.Figures;
import io.coupabridge.benchmark.report.Reach;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.scenario.Platform;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** What an increment asks for, when one record in a hundred has changed since. */
final class Increment implements Row {

    private static final int HIGHEST_CEILING = 25;
    private static final int USERS = 100_000;

    /** So that there would be lanes for it: each costs part of a page. */
    private static final Duration LATENCY = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public String id() {
        return "increment";
    }

    @Override
    public String title() {
        return "Incremental run with 1 % changed out of 100,000";
    }

    @Override
    public void run(Session session) {
        Figures figures = new Figures();
        session.repeat(() -> measure(session, figures));
        session.page(
                this,
                "1.2 × changed / 50 + 10 requests at most. Ceiling 25/s, " + LATENCY.toMillis() + " ms a request.",
                figures,
                "");
    }

    private static void measure(Session session, Figures figures) {
        CoupaInstance coupa = session.bed()
                .coupa(InstanceSpec.defaults()
                        .users(session.sized(USERS))
                        .expenseLines(0)
                        .latency(LATENCY));
        try (Installation installation = new Installation(session.bed(), 1, List.of(coupa))) {
            TenantId tenant = installation.connect(session.bed().freshName("tenant"), coupa, HIGHEST_CEILING);
            installation.liftCeilings(ApplicationRoster.TASK, List.of(tenant), 2_000);
            UUID full = installation.run(tenant, ApplicationRoster.TASK, RunMode.FULL);
            installation.completed(full, PATIENCE);
            // back to what Coupa permits: lanes follow the ceiling
            installation.liftCeilings(ApplicationRoster.TASK, List.of(tenant), HIGHEST_CEILING);
            RecordTable users = coupa.data().users();
            int changed = users.count() / 100;
            Platform.awaitNextSecond();
            List<Long> ids = users.sample(changed, 1);
            users.change(ids);
            Platform.awaitNextSecond();
            coupa.log().clear();
            try (TopicTail tail = session.tail(ApplicationRoster.TASK)) {
                UUID increment = installation.run(tenant, ApplicationRoster.TASK, RunMode.INCREMENTAL);
                installation.completed(increment, PATIENCE);
                tail.requireExactly(ids.stream().map(id -> tenant + "/" + id).collect(Collectors.toSet()));
            }
            figures.add("changed, and published", Reach.NONE, 0, changed);
            figures.add(
                    "requests",
                    Reach.atMost(1.2 * changed / 50 + 10, 0),
                    0,
                    coupa.log().apiCount());
        }
    }
}
