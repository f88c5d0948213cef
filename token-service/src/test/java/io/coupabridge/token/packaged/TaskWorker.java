package io.coupabridge.token.packaged;

import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.secrets.EventVerifier;
import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads tokens as a task service does: with keyset files of its own, checks each event's signature, and opens the latest
 * token of each tenant again and again. It goes on until it is closed.
 */
final class TaskWorker implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(100);

    private final Path tokenServices;
    private final Path own;
    private final Sealer sealer;
    private final EventVerifier verifier;
    private final TopicReader reader;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, TokenEvent> latest = new HashMap<>();
    private final Thread thread;
    private volatile boolean ended;
    private volatile long opened;

    /** @param keyset token-service's file, of which it has a copy */
    TaskWorker(
            String bootstrapServers, Task task, Path keyset, Path verification, KeyEncryption encryption, Path folder) {
        this.tokenServices = keyset;
        this.own = folder.resolve("worker-of-" + task.shortName() + ".json");
        getKeys();
        this.sealer = Sealer.fromKeysetFile(own, encryption);
        this.verifier = EventVerifier.fromKeysetFile(verification);
        this.reader = TopicReader.open(bootstrapServers, task.tokenTopic());
        this.thread = new Thread(this::read, "worker-" + task.shortName());
        thread.start();
    }

    /** Copies the file, in one step. */
    void getKeys() {
        try {
            Path fresh = Files.copy(tokenServices, own.resolveSibling(own.getFileName() + ".new"));
            Files.move(fresh, own, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many times a token was opened. */
    long opened() {
        return opened;
    }

    /** What did not open, or was not signed; once it is closed. */
    List<String> failures() {
        return failures;
    }

    private void read() {
        try {
            readOn();
        } catch (RuntimeException | Error e) {
            failures.add("the worker itself: " + e);
        }
    }

    private void readOn() {
        int seen = 0;
        while (!ended) {
            // as the service does every second
            sealer.keyset().reload();
            reader.readOn(PACE);
            List<TopicRecord> records = reader.readToEnd();
            records.subList(seen, records.size()).forEach(this::take);
            seen = records.size();
            latest.values().forEach(this::open);
        }
    }

    private void take(TopicRecord record) {
        byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
        if (!verifier.verifies(record.header(MessageHeaders.SIGNATURE), record.topic(), key, record.value())) {
            failures.add("a signature of " + record.key());
        }
        TokenEvent token = record.as(TokenEvent.class);
        if (token.status() == TokenEvent.Status.ISSUED) {
            latest.put(record.key(), token);
        } else {
            latest.remove(record.key());
        }
    }

    private void open(TokenEvent token) {
        try {
            sealer.open(token.sealedToken(), token.associatedData());
            opened++;
        } catch (UnsealException e) {
            failures.add(token.toString());
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reader.close();
    }
}
