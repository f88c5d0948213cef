package io.coupabridge.edge.rest;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Finds what the database said in what became of it. */
final class SqlCauses {

    private static final int MOST = 50;

    private SqlCauses() {}

    /** The first one among the causes, and among what a transaction that could not commit has suppressed. */
    static Optional<SQLException> of(Throwable failure) {
        Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
        for (int seen = 0; seen < MOST && !left.isEmpty(); seen++) {
            Throwable current = left.remove();
            if (current instanceof SQLException sql) {
                return Optional.of(sql);
            }
            Collection<Throwable> further = List.of(current.getSuppressed());
            if (current.getCause() != null) {
                left.add(current.getCause());
            }
            left.addAll(further);
        }
        return Optional.empty();
    }
}
