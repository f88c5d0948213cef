package io.coupabridge.runtime.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a replay did, or would do. Holds no content of any message. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ReplayReport")
public record Report(
        @Schema(description = "Whether this only tells what would be replayed")
        boolean dryRun,

        @Schema(description = "How many messages of the topic were looked at")
        long read,

        @Schema(description = "How many of them were selected")
        int selected,

        @Schema(description = "How many of the selected ones can be replayed; if it was no dry run, they were")
        int replayable,

        @Schema(description = "How many of the selected ones have which reason")
        Map<String, Integer> reasons,

        @Schema(description = "How many of the selected ones each tenant has; 'not readable' where there is none")
        Map<String, Integer> tenants,

        @Schema(description = "Why the others cannot be replayed, and how many")
        Map<String, Integer> obstacles,

        @Schema(description = "The first of the selected ones")
        List<Letter> examples,

        @Schema(description = "What is read from Coupa again for quarantined records; one command a tenant")
        List<Reread> rereads,

        @Schema(
                description = "There may be more: give this as start to go on. Absent when the topic's end was reached",
                examples = "0:1290")
        Place next) {}
