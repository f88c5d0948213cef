package io.coupabridge.budget;

import io.coupabridge.budget.RequestBudget.Settings;
import java.time.Duration;

/**
 * Who asks for how many slots of which host.
 *
 * @param first whether it comes before those who ask at the same time
 */
record Demand(String hostKey, String holder, int ceilingPerSecond, int wanted, boolean first) {

    /**
     * How far ahead it may have slots. Who comes first may have the next one for a whole horizon before all others may, however
     * slow the host's rate is. The migrations count on it that nobody has one further ahead.
     */
    Duration horizon(Settings settings) {
        return settings.horizon().multipliedBy(first ? 2 : 1);
    }
}
