package io.coupabridge.token.connection;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.edge.trail.TrailDatabase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.sql.Connection;

/** Lets the trail take part in the thread's transaction: its data source gives the connection of that. */
@Singleton
class TransactionalTrail implements TrailDatabase {

    private final AgroalDataSource dataSource;

    TransactionalTrail(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public <T> T inTransaction(Work<T> work) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            try (Connection connection = dataSource.getConnection()) {
                return work.on(connection);
            }
        });
    }
}
