package io.coupabridge.testing.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for a process to answer. */
public final class StartUp {

    private StartUp() {}

    /** @throws IllegalStateException when the process ends or does not answer in time; it is killed then */
    public static void await(ChildProcess process, Duration limit, Callable<Boolean> answers) {
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !process.alive() || answers.call());
        } catch (ConditionTimeoutException e) {
            String end = process.describeEnd(20);
            process.kill();
            throw new IllegalStateException("No answer within " + limit.toSeconds() + " s: " + end, e);
        }
        if (!process.alive()) {
            throw new IllegalStateException(process.describeEnd(20));
        }
    }
}
