package io.coupabridge.benchmark.jmh;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.contracts.TokenEvent.Status;
import io.coupabridge.secrets.KeysetFile;
import io.coupabridge.secrets.Sealer;
import io.coupabridge.secrets.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A token of 1 KB on its way to Kafka and back, bound to what a token event binds it to. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SealerBenchmark {

    private static final Instant USABLE_FROM = Instant.parse("2026-11-24T08:00:05Z");

    private final Secret token = Secret.of("eyJ0eXAi".repeat(128));
    private final String context = new TokenEvent(
                    Status.ISSUED,
                    new TenantId("acme-prod"),
                    ApplicationRoster.TASK,
                    17,
                    3,
                    URI.create("https://acme.coupahost.com"),
                    USABLE_FROM,
                    USABLE_FROM.plusSeconds(86_394),
                    10,
                    null)
            .associatedData();
    private Sealer sealer;
    private String sealed;

    @Setup
    public void makeKeys() throws IOException {
        Path folder = Files.createTempDirectory("coupabridge-keys-");
        Path keyset = folder.resolve("benchmark.json");
        try {
            KeysetFile.create(keyset);
            sealer = Sealer.fromKeysetFile(keyset);
        } finally {
            Files.deleteIfExists(keyset);
            Files.delete(folder);
        }
        sealed = seal();
    }

    @Benchmark
    public String seal() {
        return sealer.seal(token, context);
    }

    @Benchmark
    public Secret open() {
        return sealer.open(sealed, context);
    }
}
