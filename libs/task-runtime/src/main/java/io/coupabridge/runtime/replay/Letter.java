package io.coupabridge.runtime.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A message that a replay may bring back, without its content.
 *
 * @param place where it lies
 * @param at when it was put there
 * @param tenantId null when that cannot be read
 * @param id of the command or of Coupa's record; null when that cannot be read
 * @param obstacle why it cannot be replayed; null when it can
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ReplayedMessage")
public record Letter(
        @Schema(description = "Partition and offset on the topic", examples = "0:1284")
        Place place,

        Instant at,
        String tenantId,

        @Schema(description = "Of the command, or of Coupa's record")
        String id,

        @Schema(description = "Why it lies there") String reason,

        @Schema(description = "How often it was replayed before")
        int replays,

        @Schema(description = "Why it cannot be replayed; absent when it can")
        String obstacle) {

    /** A reason is one sentence; a longer one came from elsewhere. */
    private static final int LONGEST_REASON = 300;

    /** At a glance. */
    static Letter of(ConsumerRecord<byte[], byte[]> message, String tenantId, String reason, int replays) {
        return new Letter(
                new Place(message.partition(), message.offset()),
                Instant.ofEpochMilli(message.timestamp()),
                tenantId,
                null,
                shown(reason),
                replays,
                null);
    }

    private static String shown(String reason) {
        if (reason.isBlank()) {
            return "No reason is given.";
        }
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }

    /** Looked up. */
    Letter with(String knownId, String knownObstacle) {
        return new Letter(place, at, tenantId, knownId, reason, replays, knownObstacle);
    }

    boolean replayable() {
        return obstacle == null;
    }
}
