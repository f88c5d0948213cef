package io.coupabridge.local.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TaskCommand.Kind;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.scenario.Platform;
import io.coupabridge.testing.truth.ExpenseTruth;
import io.coupabridge.testing.truth.RosterTruth;
import io.coupabridge.testing.truth.TruthReport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A tenant with a simulated Coupa of its own, and the commands that it was sent. */
final class Tenant {

    private static final int DAYS_OF_EXPENSES = 90;

    private final TenantId id;
    private final CoupaInstance coupa;
    private final Task task;
    private final Platform platform;
    private final List<UUID> commands = new ArrayList<>();
    private LocalDate firstDay;
    private boolean rebased;

    Tenant(TenantId id, CoupaInstance coupa, Task task, Platform platform) {
        this.id = id;
        this.coupa = coupa;
        this.task = task;
        this.platform = platform;
    }

    TenantId id() {
        return id;
    }

    CoupaInstance coupa() {
        return coupa;
    }

    Task task() {
        return task;
    }

    /** In the order in which they were sent. */
    List<UUID> commands() {
        return List.copyOf(commands);
    }

    UUID lastCommand() {
        return commands.get(commands.size() - 1);
    }

    UUID sendFullRun() {
        firstDay = LocalDate.now(FaultBed.ZONE).minusDays(DAYS_OF_EXPENSES);
        return send(RunMode.FULL);
    }

    UUID send(RunMode mode) {
        UUID command = platform.run(id, mode);
        commands.add(command);
        return command;
    }

    /** The last command once more, as somebody does who sends twice. */
    void sendAgain() {
        platform.command(new TaskCommand(
                Kind.RUN,
                lastCommand(),
                id,
                task,
                RunMode.FULL,
                null,
                null,
                null,
                null,
                "somebody who sends twice",
                Instant.now()));
    }

    /** A third of the users change and twenty join, unless the tenant has not been read yet. */
    void changeSinceLastCommand(Random random) {
        if (!commands.isEmpty()) {
            RecordTable users = coupa.data().users();
            users.change(users.sample(users.count() / 3, random.nextLong()));
            users.insert(20);
        }
    }

    /** From now on, versions of its users and sequences of its runs may skip numbers. */
    void noteRebase() {
        rebased = true;
    }

    boolean rebased() {
        return rebased;
    }

    /** How many users this tenant's Coupa has. */
    int users() {
        return coupa.data().users().count();
    }

    /** How many pages of lanes its Coupa answered, whether anybody got them or not; a verification asks for one record. */
    long pagesServed() {
        return coupa.log()
                .requests(request -> request.isApi()
                        && request.query("dir").filter("asc"::equals).isPresent()
                        && request.query("limit").filter("1"::equals).isEmpty()
                        && request.status().filter(status -> status == 200).isPresent())
                .size();
    }

    /** How what a consumer holds compares with the simulator's truth. */
    TruthReport check(List<TopicRecord> records) {
        if (task == ApplicationRoster.TASK) {
            List<ObjectNode> users = coupa.data().users().list();
            return rebased ? RosterTruth.checkRebased(id, users, records) : RosterTruth.check(id, users, records);
        }
        return new ExpenseTruth(
                        id,
                        coupa.data().expenseLines().list(),
                        coupa.data().expenseReports().list(),
                        firstDay)
                .check(records);
    }
}
