package io.coupabridge.edge.rest;

import jakarta.transaction.RollbackException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** A transaction that could not be committed is the database's doing: the service rolls back by other exceptions. */
@Provider
public final class CommitFailed implements ExceptionMapper<RollbackException> {

    private final DatabaseDown databaseDown;

    CommitFailed(DatabaseDown databaseDown) {
        this.databaseDown = databaseDown;
    }

    @Override
    public Response toResponse(RollbackException failure) {
        return databaseDown.answer(failure);
    }
}
