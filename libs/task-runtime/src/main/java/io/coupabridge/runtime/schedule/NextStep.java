package io.coupabridge.runtime.schedule;

import java.time.Duration;
import java.time.Instant;

/** When a tenant's stream is to be worked next. */
public sealed interface NextStep {

    /** When somebody asks for it. */
    record Idle() implements NextStep {}

    /**
     * At once, behind those who wait.
     *
     * @param ahead but before those who have waited for less than that
     */
    record Again(Duration ahead) implements NextStep {

        public Again() {
            this(Duration.ZERO);
        }
    }

    /** Then, or when somebody asks for it. */
    record At(Instant instant) implements NextStep {}

    /** At once by another replica, at its place in line. By this one then, or when somebody asks for it. */
    record Elsewhere(Instant hereAgain) implements NextStep {}
}
