package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.RequiredFieldHiddenException;
import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.contracts.TaskEvent.WaitReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads one pass of a run: sends its lanes on their way, settles what they bring, and reacts to what fails. Every page is
 * settled before the run's position moves past it, so that the run can go on anywhere else. Used by one thread.
 */
final class PassReading implements UnderWay {

    private static final Logger LOG = Logger.getLogger(PassReading.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ActiveRun active;
    private final RunControl control;
    private final OpenPass open;
    private final LaneReader reader;

    PassReading(ActiveRun active, RunControl control, OpenPass open) {
        this.active = active;
        this.control = control;
        this.open = open;
        this.reader = open.reader();
    }

    /** Until the pass is read, or the run pauses or ends. */
    void read() throws InterruptedException {
        heedYoungToken();
        tellStart();
        while (active.goesOn() && !open.plan().done()) {
            // before the worker may be handed back: whoever waits for Coupa says so
            heedSilence();
            if (active.goesOn()) {
                control.look(this);
            }
            if (active.goesOn()) {
                readOn();
            }
        }
        if (active.goesOn()) {
            active.move(active.position().nextPass());
        }
    }

    /** While it is told that the run has started, its first requests are on their way. */
    private void tellStart() {
        if (!active.startIsUntold()) {
            return;
        }
        try {
            if (!control.time().over()) {
                reader.fill();
            }
        } catch (RuntimeException e) {
            // met again, and reacted to, once the run has started
            LOG.debugf(
                    e,
                    "Run %s could not send its first requests yet.",
                    active.run().commandId());
        }
        active.tellStart();
    }

    private void readOn() throws InterruptedException {
        heedYoungToken();
        try {
            reader.fill();
        } catch (RuntimeException e) {
            control.recovery().after(e, active.access(), this);
            return;
        }
        Optional<LaneResult> result = reader.next(POLL);
        if (result.isPresent()) {
            take(result.get());
        }
    }

    /** A young token that was refused is tried with one request. */
    private void heedYoungToken() {
        reader.oneAtATime(active.position().earlyRefusals() > 0);
    }

    private void heedSilence() throws InterruptedException {
        Duration silence = reader.takeBlocked();
        if (!silence.isZero()) {
            control.pauses().waitOut(silence, WaitReason.THROTTLED, "Coupa asked to send fewer requests.", this);
        }
    }

    private void take(LaneResult result) throws InterruptedException {
        if (result instanceof LaneResult.Pages pages) {
            settle(pages.pages());
            return;
        }
        control.time().done(1);
        LaneResult.Failed failed = (LaneResult.Failed) result;
        if (failed.first()) {
            control.recovery().after(failed.failure(), failed.with(), this);
        } else if (failed.failure() instanceof UnauthorizedException) {
            // nobody reacts to it, so the next request is to find out
            active.session().token().tryAgain();
        }
    }

    private void settle(List<LanePage> pages) {
        long start = System.nanoTime();
        active.settle(
                pages.stream().map(LanePage::page).toList(),
                active.position().advanced(open.remainingAfter(pages)),
                open.seen(pages));
        reader.settled(pages, Duration.ofNanos(System.nanoTime() - start));
        control.time().done(pages.size());
    }

    @Override
    public void drain() throws InterruptedException {
        int earlyRefusals = active.position().earlyRefusals();
        long end = System.nanoTime() + DRAIN.toNanos();
        while (reader.underWay() > 0
                && System.nanoTime() - end < 0
                && !control.time().stopped()) {
            LaneResult result = reader.next(POLL).orElse(null);
            if (result instanceof LaneResult.Pages pages) {
                settle(pages.pages());
            } else if (result instanceof LaneResult.Failed failed && failed.first()) {
                control.recovery().tellBudget(failed.failure());
            }
        }
        if (active.position().earlyRefusals() < earlyRefusals) {
            // what was asked for before a token was refused does not speak for it
            active.move(active.position().refusedEarly(earlyRefusals));
        }
    }

    @Override
    public void pause(Duration pause) {
        reader.pause(pause);
    }

    @Override
    public boolean paused() {
        return reader.paused();
    }

    @Override
    public Duration pauseLeft() {
        return reader.pauseLeft();
    }

    @Override
    public boolean awaitsAnswers() {
        return reader.awaitsAnswers();
    }

    @Override
    public void giveUp() {
        reader.giveUp();
    }

    @Override
    public void stop() {
        reader.close();
    }

    @Override
    public boolean isOfOddRows(RequiredFieldHiddenException hidden) throws InterruptedException {
        return active.session().isOfOddRows(hidden, open.pass().resource());
    }
}
