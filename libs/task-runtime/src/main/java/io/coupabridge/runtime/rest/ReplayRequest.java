package io.coupabridge.runtime.rest;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is to be replayed. Whatever is absent selects everything. */
@Schema(name = "ReplayRequest")
record ReplayRequest(
        @Schema(
                description = "The task's dead-letter topic of commands, or its quarantine",
                required = true,
                examples = "coupa.task-commands.roster.dead-letter")
        String topic,

        @Schema(description = "Only this tenant's", examples = "northwind")
        String tenant,

        @Schema(description = "Only what has this in its reason, as it is written", examples = "not a JSON object")
        String reason,

        @Schema(description = "Only what was put there at or after this instant")
        Instant from,

        @Schema(description = "Only what was put there before this instant")
        Instant to,

        @Schema(
                description = "Where to begin: the next of the replay before. Absent: at the topic's beginning",
                examples = "0:1290")
        String start,

        @Schema(description = "At most so many are selected, 1 to 10000", defaultValue = "1000")
        Integer limit,

        @Schema(description = "Only tell what would be replayed", defaultValue = "true")
        Boolean dryRun) {}
