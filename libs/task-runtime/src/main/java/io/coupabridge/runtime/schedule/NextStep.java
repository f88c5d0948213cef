package io.coupabridge.runtime.schedule;

import java.time.Instant;

/** When a tenant's stream is to be worked next. */
public sealed interface NextStep {

    /** When somebody asks for it. */
    record Idle() implements NextStep {}

    /** At once, behind those who wait. */
    record Again() implements NextStep {}

    /** Then, or when somebody asks for it. */
    record At(Instant instant) implements NextStep {}
}
