package io.coupabridge.runtime.run;

import io.coupabridge.runtime.observation.Metrics;
import jakarta.inject.Singleton;

/** What a {@link RunReading} is made with, whatever its run. */
@Singleton
class ReadingParts {

    final TaskSetup setup;
    final Metrics metrics;
    final CoupaSessions sessions;
    final LaneReaders readers;

    ReadingParts(TaskSetup setup, Metrics metrics, CoupaSessions sessions, LaneReaders readers) {
        this.setup = setup;
        this.metrics = metrics;
        this.sessions = sessions;
        this.readers = readers;
    }
}
