package io.coupabridge.runtime.run;

import io.coupabridge.client.failure.RequiredFieldHiddenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Something under way that remembers what it was told to do. */
final class RecordedUnderWay implements UnderWay {

    final List<String> did = new ArrayList<>();
    boolean ofOddRows;
    RuntimeException oddRowsFailure;
    Duration silence = Duration.ZERO;

    @Override
    public void pause(Duration pause) {
        did.add("pause " + pause);
    }

    @Override
    public boolean paused() {
        return !silence.isZero();
    }

    @Override
    public Duration pauseLeft() {
        return silence;
    }

    @Override
    public void drain() {
        did.add("drain");
    }

    @Override
    public void stop() {
        did.add("stop");
    }

    @Override
    public boolean isOfOddRows(RequiredFieldHiddenException hidden) {
        if (oddRowsFailure != null) {
            RuntimeException failure = oddRowsFailure;
            oddRowsFailure = null;
            throw failure;
        }
        return ofOddRows;
    }
}
