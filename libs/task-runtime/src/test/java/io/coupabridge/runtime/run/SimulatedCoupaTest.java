package io.coupabridge.runtime.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.coupabridge.budget.RequestBudget;
import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.secrets.Secret;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;

/** What reads a simulated Coupa under a real budget: without Quarkus, Kafka and a ledger. */
abstract class SimulatedCoupaTest {

    static final Duration SOON = Duration.ofSeconds(60);

    final TenantId tenant = TestRuns.TENANT;

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
        budget = freshBudget();
        bed = new ReadingBed(Set.of(coupa.origin()), budget, Clock.systemUTC());
        return coupa;
    }

    Granted granted(CoupaInstance coupa, int ceiling) {
        return granted(coupa, 1, Instant.now().plus(Duration.ofDays(1)), ceiling);
    }

    Granted granted(CoupaInstance coupa, long version, Instant expiresAt, int ceiling) {
        return new Granted(new BaseUrl(coupa.origin()), grant(coupa), version, 1, Instant.EPOCH, expiresAt, ceiling);
    }

    private static AgroalDataSource freshBudget() {
        String url = TestPostgres.shared().freshDatabase();
        Flyway.configure()
                .dataSource(url, null, null)
                .locations(RequestBudget.MIGRATIONS)
                .placeholders(Map.of(RequestBudget.WORK_ROLE, TestPostgres.USER))
                .load()
                .migrate();
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(8)
                            .acquisitionTimeout(Duration.ofSeconds(1))
                            .connectionFactoryConfiguration(connections -> connections.jdbcUrl(url))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
