package io.coupabridge.budget;

import java.sql.Connection;
import org.postgresql.ds.PGSimpleDataSource;

/** Gives out one connection, in whatever state it is. */
final class SingleConnection extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final transient Connection connection;

    SingleConnection(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Connection getConnection() {
        return connection;
    }
}
