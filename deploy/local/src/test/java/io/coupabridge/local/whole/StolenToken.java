package io.coupabridge.local.whole;

import static org.awaitility.Awaitility.await;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.testing.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;

/** A tenant's sealed token in an event of another tenant that is right in all else, and signed. */
final class StolenToken {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final WholeSystem system;
    private final Task task;
    private final TokenEvent stolen;

    StolenToken(WholeSystem system, Task task, TenantId owner) {
        this.system = system;
        this.task = task;
        this.stolen = newest(owner);
    }

    /** Returns when the topic has it. */
    void giveTo(TenantId other) {
        TokenEvent theirs = newest(other);
        TokenEvent forged = new TokenEvent(
                        TokenEvent.Status.ISSUED,
                        other,
                        task,
                        theirs.tokenVersion() + 1,
                        theirs.connectionVersion(),
                        theirs.baseUrl(),
                        stolen.usableFrom(),
                        stolen.expiresAt(),
                        theirs.requestCeiling(),
                        null)
                .withSealedToken(stolen.sealedToken());
        byte[] value = Neighbours.json(forged).getBytes(StandardCharsets.UTF_8);
        system.platform(task).event(task.tokenTopic(), other, value);
        await().atMost(SOON).until(() -> newest(other).tokenVersion() == forged.tokenVersion());
    }

    private TokenEvent newest(TenantId tenant) {
        return TopicReader.readAll(system.bootstrapServers(), task.tokenTopic()).stream()
                .filter(record -> tenant.value().equals(record.key()))
                .map(record -> record.as(TokenEvent.class))
                .max(Comparator.comparing(TokenEvent::tokenVersion))
                .orElseThrow();
    }
}
