package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** What reads a simulated Coupa under a real budget: without Quarkus, Kafka and a ledger. */
abstract class SimulatedCoupaTest {

    static final Duration SOON = Duration.ofSeconds(60);

    final TenantId tenant = LedgerBed.freshTenant();

    /** As soon as there is a Coupa. */
    ReadingBed bed;

    private final CoupaSimulator simulator = CoupaSimulator.start();
    private AgroalDataSource budget;

    @AfterEach
    void closeBed() {
        bed.close();
        budget.close();
        simulator.close();
    }

    /** An instance with a client that may read users, and a bed that may read it. Once a test. */
    CoupaInstance coupa(InstanceSpec spec) {
        CoupaInstance coupa = simulator.instance("coupa", spec.expenseLines(0));
        coupa.client("client", "client-secret", Set.of("core.user.read"));
        budget = MigratedDatabase.budget();
        bed = new ReadingBed(Set.of(coupa.origin()), budget, Clock.systemUTC());
        return coupa;
    }

    Granted granted(CoupaInstance coupa, int ceiling) {
        return granted(coupa, 1, Instant.now().plus(Duration.ofDays(1)), ceiling);
    }

    Granted granted(CoupaInstance coupa, long version, Instant expiresAt, int ceiling) {
        return new Granted(new BaseUrl(coupa.origin()), grant(coupa), version, 1, Instant.EPOCH, expiresAt, ceiling);
    }

    private static Secret grant(CoupaInstance coupa) {
        String form = "grant_type=client_credentials&client_id=client&client_secret=client-secret&scope=core.user.read";
        HttpRequest request = HttpRequest.newBuilder(coupa.origin().resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            byte[] answer = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofByteArray())
                    .body();
            return Secret.of(
                    new ObjectMapper().readTree(answer).get("access_token").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
