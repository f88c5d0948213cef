package io.coupabridge.edge.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Whether every consumer moves on where it has records. */
@Readiness
@ApplicationScoped
class ConsumerReadiness implements HealthCheck {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final ConsumerWatch watch;

    ConsumerReadiness(ConsumerWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("consumers");
        boolean up = true;
        for (String consumer : watch.names()) {
            ConsumerProgress progress = watch.progress(consumer);
            boolean stalled = progress.stalled().compareTo(LONGEST) >= 0;
            response.withData(consumer, stalled ? words(progress) : "moves");
            up &= !stalled;
        }
        return response.status(up).build();
    }

    private static String words(ConsumerProgress progress) {
        return "has records and has not moved for " + progress.stalled().toSeconds() + " s"
                + progress.longest().map(still -> ": " + still.partition()).orElse("");
    }
}
