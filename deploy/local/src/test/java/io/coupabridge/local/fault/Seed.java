package io.coupabridge.local.fault;

import java.util.Random;

/** Of all that the fault tests leave to chance; {@code -Dfaults.seed} repeats the moments of an earlier run. */
final class Seed {

    static final long VALUE = Long.getLong("faults.seed", System.nanoTime());

    private Seed() {}

    /** A sequence of one test's own, whatever the others do. */
    static Random random(Class<?> test) {
        return new Random(VALUE ^ test.getName().hashCode());
    }
}
