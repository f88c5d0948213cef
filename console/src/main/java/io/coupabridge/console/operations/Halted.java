package io.coupabridge.console.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.console.service.Reply;
import io.coupabridge.contracts.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * The halted streams of one task's service.
 *
 * @param more whether there are more than these
 * @param missing why nothing is known of them; empty when it is
 */
record Halted(String task, List<Stream> streams, boolean more, String missing) {

    /** One of them. */
    record Stream(String tenant, String name, String reason, String since) {}

    static Halted of(Task task, Reply reply) {
        List<Stream> streams = new ArrayList<>();
        for (JsonNode stream : reply.body().path("streams")) {
            streams.add(new Stream(
                    stream.path("tenantId").asText(),
                    stream.path("stream").asText(),
                    stream.path("reason").asText(),
                    stream.path("since").asText()));
        }
        return new Halted(task.name(), streams, reply.body().hasNonNull("next"), Unable.why(reply));
    }
}
