package io.coupabridge.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The clock of one instance: follows the system's, moved by an offset, or stands still. Tokens live and records are
 * stamped by it. Thread-safe.
 */
public final class SimulatorClock extends Clock {

    private record Setting(Instant frozen, Duration offset) {}

    private final AtomicReference<Setting> setting = new AtomicReference<>(new Setting(null, Duration.ZERO));

    @Override
    public Instant instant() {
        Setting now = setting.get();
        return now.frozen() != null ? now.frozen() : Instant.now().plus(now.offset());
    }

    /** Moves the clock, whether it runs or stands. */
    public void advance(Duration step) {
        setting.updateAndGet(old -> old.frozen() != null
                ? new Setting(old.frozen().plus(step), old.offset())
                : new Setting(null, old.offset().plus(step)));
    }

    /** Sets the clock and lets it run on from there. */
    public void set(Instant instant) {
        setting.set(new Setting(null, Duration.between(Instant.now(), instant)));
    }

    /** Stops the clock at an instant. */
    public void freeze(Instant instant) {
        setting.set(new Setting(instant, Duration.ZERO));
    }

    /** Back to the system's time. */
    public void reset() {
        setting.set(new Setting(null, Duration.ZERO));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }
}
