package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.RequiredFieldHiddenException;
import java.time.Duration;

/** What a run has under way at Coupa, for whoever lets it pause or stop. */
interface UnderWay {

    /** The run's own thread asks for one thing after the other. */
    UnderWay NOTHING = new UnderWay() {
        @Override
        public void pause(Duration pause) throws InterruptedException {
            Thread.sleep(pause.toMillis());
        }
    };

    /** No request starts before this time has passed. */
    void pause(Duration pause) throws InterruptedException;

    /** Whether a pause was asked for that is not over; else there is only a slot to wait for. */
    default boolean paused() {
        return false;
    }

    /** How long until the next request may start. */
    default Duration pauseLeft() {
        return Duration.ZERO;
    }

    /** Whether requests were sent that Coupa has not answered. */
    default boolean awaitsAnswers() {
        return false;
    }

    /** Those are not waited for any more: others wait. */
    default void giveUp() {}

    /** Waits for what was sent, for a while, and settles it; what is not there by then will be read again. */
    default void drain() throws InterruptedException {}

    /** Nothing is sent any more. */
    default void stop() {}

    /** As {@link HiddenKeys#isOfOddRows}, of the list that is being read; false when none is. */
    default boolean isOfOddRows(RequiredFieldHiddenException hidden) throws InterruptedException {
        return false;
    }
}
