package io.coupabridge.token.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.coupabridge.edge.rest.BusyPool;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestPostgres;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pool of two connections that waits for half a second. */
@Timeout(60)
class LineIT {

    private static final int SAVES = 58;
    private static final int POOL = 2;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final ExecutorService callers = Executors.newFixedThreadPool(SAVES);
    private AgroalDataSource pool;
    private BusyPool busy;
    private Line line;

    @BeforeEach
    void smallPool() throws SQLException {
        Map<String, String> database =
                CoupaBridgeTestResource.datasource("db", TestPostgres.shared().freshDatabase());
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled()
                .connectionPoolConfiguration(it -> it.maxSize(POOL)
                        .acquisitionTimeout(PATIENCE)
                        .connectionFactoryConfiguration(to -> to.jdbcUrl(database.get("db.jdbc.url"))
                                .principal(new NamePrincipal(database.get("db.username")))
                                .credential(new SimplePassword(database.get("db.password"))))));
        busy = new BusyPool(PATIENCE);
        pool.setPoolInterceptors(List.of(busy));
        line = new Line(busy, "token-service");
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        pool.close();
    }

    @Test
    void a_storm_of_saves_waits_while_all_connections_are_in_use() throws Exception {
        // given a pool that has no connection left for longer than anybody waits for one
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            held.add(pool.getConnection());
        }
        assertThatThrownBy(this::save).hasMessageContaining("cquisition timeout");
        CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(() -> held.forEach(LineIT::close));

        // when
        Callable<Boolean> save = () -> line.inTurn(this::save);
        List<Future<Boolean>> saves = callers.invokeAll(Collections.nCopies(SAVES, save));

        // then
        for (Future<Boolean> saved : saves) {
            assertThat(saved.get()).isTrue();
        }
    }

    @Test
    void a_pool_is_not_busy_when_no_connection_comes_back_during_the_wait() throws Exception {
        // given a connection that came back before, and statements that hang
        save();
        Connection hung = pool.getConnection();
        Connection other = pool.getConnection();
        // when
        Throwable hanging = catchThrowable(this::save);
        // then
        assertThat(busy.timedOut(hanging)).isTrue();
        assertThat(busy.isReasonOf(hanging)).isFalse();
        // when one comes back, which is what a crowd does
        close(hung);
        close(other);
        // then
        assertThat(busy.isReasonOf(hanging)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, 429", "false, 503"})
    void who_comes_to_a_long_line_is_told_to_come_again(boolean databaseAnswers, int status) throws Exception {
        // given
        if (databaseAnswers) {
            save();
        }
        CountDownLatch over = new CountDownLatch(1);
        ExecutorService others = Executors.newCachedThreadPool();
        try {
            Queue<HttpProblem> refusals = new ConcurrentLinkedQueue<>();
            // when
            for (int caller = 0; caller < Line.AT_ONCE + Line.MOST_WAITING + 20; caller++) {
                others.submit(() -> {
                    try {
                        return line.inTurn(() -> awaited(over));
                    } catch (HttpProblem refusal) {
                        refusals.add(refusal);
                        throw refusal;
                    }
                });
            }
            // then
            await().atMost(Duration.ofSeconds(8)).until(() -> !refusals.isEmpty());
            assertThat(refusals.element().getStatusCode()).isEqualTo(status);
            assertThat(refusals.element().getHeaders()).containsEntry("Retry-After", 5L);
        } finally {
            over.countDown();
            others.shutdown();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void a_look_that_would_have_to_wait_is_not_made() throws Exception {
        // given
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            held.add(pool.getConnection());
        }

        // then
        assertThat(line.now(() -> Optional.of(save()))).isEmpty();
        held.forEach(LineIT::close);
        assertThat(line.now(() -> Optional.of(save()))).contains(true);
    }

    private boolean save() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
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
