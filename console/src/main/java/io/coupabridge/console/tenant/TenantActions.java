package io.coupabridge.console.tenant;

import io.coupabridge.console.command.CommandSender;
import io.coupabridge.console.connection.KnownConnections;
import io.coupabridge.console.run.RunHistory;
import io.coupabridge.console.run.RunLine;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskCommand;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.rest.TryAgain;
import io.coupabridge.edge.trail.Detail;
import io.coupabridge.edge.trail.Trail;
import io.coupabridge.edge.trail.Who;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Commands that people send. Each stands in the console's trail before it goes. */
@Singleton
class TenantActions {

    private static final Logger LOG = Logger.getLogger(TenantActions.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final CommandSender commands;
    private final KnownConnections connections;
    private final RunHistory runs;
    private final Trail trail;
    private final Clock clock;

    TenantActions(CommandSender commands, KnownConnections connections, RunHistory runs, Trail trail, Clock clock) {
        this.commands = commands;
        this.connections = connections;
        this.runs = runs;
        this.trail = trail;
        this.clock = clock;
    }

    /** Who asks. */
    record Asker(Who who, String name) {}

    /**
     * Sends a command to run.
     *
     * @param form names the form, so that one that is sent twice with the same mode is one command
     * @throws HttpProblem when nobody has told of this tenant
     */
    void run(TenantId tenant, Task task, RunMode mode, String form, Asker asker) {
        connections.known(tenant);
        UUID id = id("run", tenant, task.name(), form + "/" + mode);
        send(
                new TaskCommand(
                        TaskCommand.Kind.RUN,
                        id,
                        tenant,
                        task,
                        mode,
                        null,
                        null,
                        null,
                        null,
                        asker.name(),
                        clock.instant()),
                "RUN_ASKED",
                asker);
    }

    /** Sends a cancel of one of the tenant's runs; nothing for one that has ended. */
    void cancel(TenantId tenant, UUID run, Asker asker) {
        RunLine line = runs.one(tenant, run)
                .orElseThrow(() -> HttpProblem.valueOf(Status.NOT_FOUND, "This tenant has no such run."));
        if (line.finishedAt() == null) {
            UUID id = id("cancel", tenant, line.task(), run.toString());
            Task task = Task.of(line.task());
            send(
                    new TaskCommand(
                            TaskCommand.Kind.CANCEL,
                            id,
                            tenant,
                            task,
                            null,
                            null,
                            null,
                            null,
                            run,
                            asker.name(),
                            clock.instant()),
                    "CANCEL_ASKED",
                    asker);
        }
    }

    private void send(TaskCommand command, String action, Asker asker) {
        trail.append(
                command.tenantId(),
                asker.who(),
                action,
                Detail.of("commandId", command.commandId())
                        .with("task", command.task())
                        .with("mode", command.mode())
                        .with("cancels", command.cancels()));
        try {
            commands.send(command);
        } catch (KafkaException e) {
            LOG.warnf("A command was not sent: %s", e.getMessage());
            throw TryAgain.problem(
                    Status.SERVICE_UNAVAILABLE,
                    "Kafka does not take commands. Go back and send the same form again: it is one command all the same.",
                    RETRY_AFTER);
        }
    }

    /** Of the tenant and the task too: nobody can use up the id of another's command. */
    private static UUID id(String kind, TenantId tenant, String task, String form) {
        String name = String.join("/", "console", kind, tenant.value(), task, form);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
