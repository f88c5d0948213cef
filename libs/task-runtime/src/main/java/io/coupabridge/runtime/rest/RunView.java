package io.coupabridge.runtime.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Progress;
import io.coupabridge.contracts.TaskEvent.Receipt;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.runtime.ledger.Run;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A command and where it stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Run")
record RunView(
        @Schema(examples = "7b0e6c1e-98f4-4c59-9a2b-5d1f0c1f7a11")
        UUID commandId,

        @Schema(examples = "northwind") String tenantId,

        @Schema(examples = "APPLICATION_ROSTER") String task,

        @Schema(description = "Who asked, as the command says; absent when it does not", examples = "scheduler")
        String requestedBy,

        @Schema(description = "RECEIVED, QUEUED, RUNNING, COMPLETED, FAILED or CANCELLED", examples = "RUNNING")
        String state,

        @Schema(description = "The mode as resolved; absent before the run starts")
        RunMode mode,

        Instant receivedAt,
        Instant deadline,
        Instant startedAt,
        Instant finishedAt,

        @Schema(description = "The sequence of the last event about this command")
        long sequence,

        Progress progress,

        @Schema(description = "Why it stands still, and until when at the latest")
        Waiting waiting,

        Receipt receipt,
        Failure failure,

        @Schema(description = "Of a cancel: the command that it names")
        UUID cancels) {

    static RunView of(Run run, Task task) {
        return new RunView(
                run.commandId(),
                run.tenant().value(),
                task.name(),
                run.requestedBy(),
                run.state().name(),
                run.mode(),
                run.receivedAt(),
                run.deadline(),
                run.startedAt(),
                run.finishedAt(),
                run.sequence(),
                run.progress(),
                run.finished() ? null : run.waiting(),
                run.receipt(),
                run.failure(),
                run.cancels());
    }
}
