package io.coupabridge.token.outbox;

import io.agroal.api.AgroalDataSource;
import io.coupabridge.publication.StreamDatabase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;

/** The outbox's database, in the transactions of this service. */
@ApplicationScoped
class OutboxDatabase implements StreamDatabase {

    private final AgroalDataSource dataSource;

    OutboxDatabase(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public <T> T inTransaction(Callable<T> work) {
        return QuarkusTransaction.joiningExisting().call(work);
    }

    @Override
    public <T> T with(Work<T> work) {
        // the pool gives the connection of the transaction, if there is one
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new PersistenceException(e);
        }
    }
}
