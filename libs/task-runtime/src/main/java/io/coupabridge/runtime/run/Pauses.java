package io.coupabridge.runtime.run;

import io.coupabridge.contracts.TaskEvent.WaitReason;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.schedule.HeadStart;
import io.coupabridge.runtime.schedule.NextStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The ways in which a run pauses: here, or with its worker handed back. Used by one thread. */
final class Pauses {

    private final ActiveRun active;
    private final TimeSlice time;
    private final Metrics metrics;
    private final Duration longestHere;
    private final Clock clock;

    Pauses(ActiveRun active, TimeSlice time, Metrics metrics, Duration longestHere, Clock clock) {
        this.active = active;
        this.time = time;
        this.metrics = metrics;
        this.longestHere = longestHere;
        this.clock = clock;
    }

    /**
     * Waits here when it is short; else hands the worker back, and the platform is told.
     *
     * @param pause zero when the host's budget knows for how long, and says so to the next request
     */
    void waitOut(Duration pause, WaitReason reason, String message, UnderWay underWay) throws InterruptedException {
        if (!pause.isZero()) {
            metrics.pause(reason, pause);
        }
        if (reason == WaitReason.THROTTLED) {
            active.countSilence(pause);
        }
        if (pause.compareTo(longestHere) <= 0) {
            underWay.pause(pause);
            active.session().token().tryAgain();
            return;
        }
        underWay.drain();
        active.waitFor(waiting(reason, pause, message));
    }

    Waiting waiting(WaitReason reason, Duration pause, String message) {
        return new Waiting(reason, clock.instant().plus(pause), message);
    }

    /** Zero when it has come. */
    Duration until(Instant instant) {
        Duration left = Duration.between(clock.instant(), instant);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** A wait was counted whole when it began; what is left of it when the run is woken early is taken back. */
    void forgetSilenceThatEnded() {
        Waiting waiting = active.run().waiting();
        if (waiting != null && waiting.reason() == WaitReason.THROTTLED) {
            Duration left = Duration.between(clock.instant(), waiting.until());
            if (!left.isNegative()) {
                active.countSilence(left.negated());
            }
        }
    }

    /** @return whether the worker was handed back, since the replica is to stop */
    boolean handBackIfStopped(UnderWay underWay) throws InterruptedException {
        boolean stopped = time.stopped();
        if (stopped) {
            handBack(underWay);
        }
        return stopped;
    }

    /**
     * Hands the worker back, of a run that would go on. What is under way is settled, unless the replica is to stop; what
     * came to nothing was sent, and is counted.
     */
    void handBack(UnderWay underWay) throws InterruptedException {
        underWay.drain();
        underWay.stop();
        active.session().close();
        // confirms the last publication too: the stream leaves nothing pending, so its producer serves the next one
        active.move(active.position());
        if (!time.stopped()) {
            metrics.sliceEnded();
        }
        active.pauseUntil(next(underWay));
    }

    private NextStep next(UnderWay underWay) {
        Duration pause = underWay.pauseLeft();
        Instant now = clock.instant();
        if (underWay.paused()) {
            return new NextStep.At(now.plus(pause));
        }
        // whoever comes back from a failure has no head start
        boolean failing = active.position().failures() > 0;
        return HeadStart.next(failing ? Long.MAX_VALUE : active.run().progress().pages(), pause, now);
    }
}
