package io.coupabridge.token.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.coupabridge.edge.rest.BusyPool;
import io.coupabridge.testing.CoupaBridgeTestResource;
import io.coupabridge.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool of two connections that waits for half a second. */
@Timeout(60)
class LineIT {

    private static final int SAVES = 58;
    private static final int POOL = 2;

    private final ExecutorService callers = Executors.newFixedThreadPool(SAVES);
    private AgroalDataSource pool;
    private Line line;

    @BeforeEach
    void smallPool() throws SQLException {
        Map<String, String> database =
                CoupaBridgeTestResource.datasource("db", TestPostgres.shared().freshDatabase());
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled()
                .connectionPoolConfiguration(it -> it.maxSize(POOL)
                        .acquisitionTimeout(Duration.ofMillis(500))
                        .connectionFactoryConfiguration(to -> to.jdbcUrl(database.get("db.jdbc.url"))
                                .principal(new NamePrincipal(database.get("db.username")))
                                .credential(new SimplePassword(database.get("db.password"))))));
        line = new Line(new BusyPool(pool), "token-service");
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
    void a_look_that_would_have_to_wait_is_not_made() throws Exception {
        // given
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            held.add(pool.getConnection());
        }

        // then
        assertThat(line.now(this::save)).isEmpty();
        held.forEach(LineIT::close);
        assertThat(line.now(this::save)).contains(true);
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
