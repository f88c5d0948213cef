package io.coupabridge.token.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.coupabridge.edge.rest.BusyPool;
import io.coupabridge.testing.TestPostgres;
import io.coupabridge.token.connection.Connections;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class BusyRowIT {

    private static final long A_LONG_VERIFICATION = Long.MAX_VALUE;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @Inject
    Connections connections;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    BusyPool pool;

    @Inject
    Verdict verdict;

    @Inject
    Line line;

    private final Tenant tenant = new Tenant();

    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void is_a_reason_to_try_again_and_no_fault_of_the_service() {
        // given
        tenant.connect(Coupas.withClient());

        // when somebody keeps the connection's row for longer than callers wait
        Response answer = QuarkusTransaction.requiringNew().call(() -> {
            connections.lock(tenant.tenantId());
            return tenant.verify();
        });

        // then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(tenant.verify().statusCode()).isEqualTo(200);
    }

    @Test
    void a_standby_that_is_not_the_first_yet_is_one_too() {
        // given
        tenant.connect(Coupas.withClient());

        // when the database takes no changes, as a standby before it is promoted
        takeNoChanges("on");
        Response answer = tenant.verify();

        // then
        takeNoChanges("off");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        await().atMost(Duration.ofSeconds(20)).until(() -> tenant.verify().statusCode() == 200);
    }

    @Test
    void is_no_reason_to_deny_what_was_stored() throws Exception {
        // given
        tenant.connect(Coupas.withClient());
        CountDownLatch answered = new CountDownLatch(1);
        ExecutorService others = Executors.newCachedThreadPool();

        // when others take all places at the database right after something was stored, and keep them
        AtomicInteger places = new AtomicInteger();
        jakarta.ws.rs.core.Response answer;
        try {
            answer = verdict.of(tenant.tenantId(), () -> {
                for (int i = 0; i < Line.AT_ONCE; i++) {
                    others.submit(() -> line.inTurn(() -> {
                        places.incrementAndGet();
                        return awaited(answered);
                    }));
                }
                // the last one follows the caller
                await().untilAtomic(places, equalTo(Line.AT_ONCE - 1));
                return A_LONG_VERIFICATION;
            });
        } finally {
            answered.countDown();
            others.shutdown();
        }

        // then
        assertThat(answer.getStatus()).isEqualTo(202);
    }

    @Test
    void the_pool_of_the_service_tells_that_connections_come_back() {
        // when
        tenant.connect(Coupas.withClient());
        // then
        assertThat(pool.cameBackWithin(Duration.ofMinutes(1))).isTrue();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(40, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void takeNoChanges(String on) {
        String name = url.replaceAll("^.*/", "").replaceAll("[?].*", "");
        // from a database that takes changes
        TestPostgres.execute(
                url.replaceAll("/[^/]*$", "/postgres"),
                "alter database \"" + name + "\" set default_transaction_read_only = " + on);
        dataSource.flush(FlushMode.ALL);
    }
}
