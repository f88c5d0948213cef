package io.coupabridge.runtime.run;

import io.coupabridge.runtime.connection.Access;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.ledger.Position.Held;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.ledger.WatermarkStore.Mark;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** What is known of a run's tenant now: whether it may be read, and what earlier runs have left. */
interface TenantState {

    /** What the run may do. @param held the token with which it reads */
    Access access(Run run, Granted held);

    /** From when a token that is younger than this one may be used; empty when there is none. */
    Optional<Instant> successorUsableFrom(long tokenVersion);

    /** Empty when no full or incremental run has completed. */
    Optional<Mark> mark();

    /** Whether any record is known. */
    boolean anyKnown();

    /** Whether records are being removed. */
    boolean anyGone();

    /** As {@link io.coupabridge.runtime.ledger.SweepStore#held}. */
    Held held(LocalDate since);
}
