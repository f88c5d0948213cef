package io.coupabridge.token.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(120)
class StormIT {

    private static final int SAVES = 58;

    @Inject
    AgroalDataSource dataSource;

    private final List<Tenant> tenants =
            Stream.generate(Tenant::new).limit(SAVES).toList();
    private final ExecutorService callers = Executors.newFixedThreadPool(SAVES);

    @AfterEach
    void forgetTheTenants() {
        callers.shutdownNow();
        tenants.forEach(Tenant::delete);
    }

    @Test
    void a_storm_of_saves_waits_in_line_while_all_connections_are_in_use() throws Exception {
        // given a pool that has no connection left for longer than anybody waits for one
        CoupaInstance coupa = Coupas.withClient();
        List<Connection> held = takeAll();
        CompletableFuture.delayedExecutor(4, TimeUnit.SECONDS).execute(() -> held.forEach(StormIT::close));
        // when
        List<Callable<Response>> saves = tenants.stream()
                .map(tenant -> (Callable<Response>) () -> tenant.connect(coupa))
                .toList();
        List<Response> answers = new ArrayList<>();
        for (Future<Response> answer : callers.invokeAll(saves)) {
            answers.add(answer.get());
        }
        // then
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 202));
    }

    private List<Connection> takeAll() {
        List<Connection> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(dataSource.getConnection());
            }
        } catch (SQLException allTaken) {
            return taken;
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
