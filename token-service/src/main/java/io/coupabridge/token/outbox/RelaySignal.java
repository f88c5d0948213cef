package io.coupabridge.token.outbox;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the relay of this process when this process has written an event, so that it need not wait for its next look. */
@Singleton
class RelaySignal {

    private final Semaphore raised = new Semaphore(0);

    void raise() {
        raised.release();
    }

    void await(Duration atMost) throws InterruptedException {
        if (raised.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            raised.drainPermits();
        }
    }
}
