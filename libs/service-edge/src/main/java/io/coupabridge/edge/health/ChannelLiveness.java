package io.coupabridge.edge.health;

import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether a channel has ended for good, against which only a restart of the process helps. Outages of the broker or the
 * database do not end it. A channel that has not begun is alive. Each service has a bean of its own for each channel.
 */
public class ChannelLiveness implements HealthCheck {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final String channel;
    private final ChannelPolling polling;

    public ChannelLiveness(String channel, ChannelPolling polling) {
        this.channel = channel;
        this.polling = polling;
    }

    @Override
    public HealthCheckResponse call() {
        boolean silent = polling.age().filter(age -> age.compareTo(LONGEST) > 0).isPresent();
        return HealthCheckResponse.named(channel)
                .status(!silent && !polling.ended())
                .build();
    }
}
