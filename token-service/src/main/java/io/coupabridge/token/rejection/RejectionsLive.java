package io.coupabridge.token.rejection;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether the channel of rejections has ended for good, against which only a restart of the process helps. Outages of the
 * broker or the database do not end it.
 */
@Liveness
@ApplicationScoped
class RejectionsLive implements HealthCheck {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final RejectionPolling polling;
    private volatile boolean begun;

    RejectionsLive(RejectionPolling polling) {
        this.polling = polling;
    }

    @Override
    public HealthCheckResponse call() {
        boolean polls = polling.age().filter(age -> age.compareTo(LONGEST) <= 0).isPresent();
        begun |= polls;
        // a process that has just started is no dead one
        return HealthCheckResponse.named(RejectionConsumer.CHANNEL)
                .status(polls || !begun)
                .build();
    }
}
