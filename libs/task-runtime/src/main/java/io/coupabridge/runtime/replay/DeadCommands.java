package io.coupabridge.runtime.replay;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.publication.deadletter.DeadLetters;
import io.coupabridge.runtime.command.CommandIntake;
import io.coupabridge.runtime.command.CommandIntake.Preview;
import io.coupabridge.runtime.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Dead-lettered commands. One goes back to its topic as it came, if this version can read it: whatever cannot be read
 * would only be a dead letter once more. A readable one has an id, so that it is done once however often it comes back.
 */
final class DeadCommands implements Letters {

    private static final String CUT =
            "It was too large and only its head was kept. Whoever sent it has to send it anew.";
    private static final String KNOWN = "A command with its id was taken before.";
    private static final String OLD =
            "It is older than the ids that are remembered, so it may have been done before. Send a new command.";

    private final CommandIntake intake;
    private final Topic commands;
    private final Instant rememberedSince;
    private final Consumer<ProducerRecord<byte[], byte[]>> sender;

    /** @param rememberedSince of all that was done after this instant the ids are in the ledger */
    DeadCommands(
            CommandIntake intake,
            Topic commands,
            Instant rememberedSince,
            Consumer<ProducerRecord<byte[], byte[]>> sender) {
        this.intake = intake;
        this.commands = commands;
        this.rememberedSince = rememberedSince;
        this.sender = sender;
    }

    @Override
    public Letter look(ConsumerRecord<byte[], byte[]> message) {
        String key = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
        return Letter.of(
                message, TenantId.isValid(key) ? key : null, DeadLetters.reason(message), DeadLetters.replays(message));
    }

    @Override
    public Letter bringBack(Letter letter, ConsumerRecord<byte[], byte[]> message) {
        if (!DeadLetters.isWhole(message)) {
            return letter.with(null, CUT);
        }
        try {
            Preview command = intake.preview(message.key(), message.value());
            String obstacle = command.known() ? KNOWN : letter.at().isBefore(rememberedSince) ? OLD : null;
            if (obstacle == null) {
                sender.accept(DeadLetters.original(message, commands));
            }
            return letter.with(command.commandId().toString(), obstacle);
        } catch (UnreadableMessageException e) {
            return letter.with(null, "It is still unreadable. " + e.getMessage());
        }
    }
}
