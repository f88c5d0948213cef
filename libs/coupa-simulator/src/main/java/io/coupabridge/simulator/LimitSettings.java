package io.coupabridge.simulator;

import io.coupabridge.simulator.limit.Limits;
import io.coupabridge.simulator.limit.RetryAfterForm;
import java.time.Duration;

/** A limit; rate 0 for none. */
record LimitSettings(
        Double rate,
        Integer burst,
        Integer rejectStatus,
        RetryAfterForm retryAfter,
        Long retryAfterSeconds,
        Boolean queueing,
        Double neighbour,
        Boolean countGrants) {

    static LimitSettings of(double rate, int burst) {
        return new LimitSettings(rate, burst, null, null, null, null, null, null);
    }

    void apply(Limits limits) {
        if (rate != null && rate <= 0) {
            limits.off();
        } else if (rate != null || burst != null) {
            limits.on(rate == null ? Limits.COUPA_RATE : rate, burst == null ? Limits.COUPA_BURST : burst);
        }
        if (rejectStatus != null) {
            limits.rejectWith(rejectStatus);
        }
        if (retryAfter != null) {
            limits.retryAfter(retryAfter, Duration.ofSeconds(retryAfterSeconds == null ? 1 : retryAfterSeconds));
        }
        if (queueing != null) {
            limits.queueing(queueing);
        }
        if (neighbour != null) {
            limits.neighbour(neighbour);
        }
        if (countGrants != null) {
            limits.countGrants(countGrants);
        }
    }
}
