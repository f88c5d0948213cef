package io.coupabridge.benchmark.jmh;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.roster.RosterHandler;
import io.coupabridge.runtime.message.Content;
import io.coupabridge.runtime.message.MessagesOf;
import io.coupabridge.runtime.message.PageMessages;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What becomes of one discovered user: the hash that tells whether it changed, and the message when it did. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MessageBenchmark {

    private static final UUID RUN = UUID.fromString("6f1f1a52-31f0-4c57-9d0c-0f2d4c1f6a10");

    private PageMessages messages;
    private DiscoveredRecord user;

    @Setup
    public void mapOne() throws IOException, InterruptedException {
        user = SimulatedUsers.fetch().mapped().records().get(0);
        messages = MessagesOf.handler(new RosterHandler()).page(user.tenantId(), RUN, 4_711, TraceParent.of(RUN));
    }

    @Benchmark
    public byte[] contentHash() {
        return Content.of(user).hash();
    }

    /** Both: a record that changed. */
    @Benchmark
    public ProducerRecord<byte[], byte[]> contentHashAndMessage() {
        return messages.record(Content.of(user), Change.CHANGED, 2);
    }
}
