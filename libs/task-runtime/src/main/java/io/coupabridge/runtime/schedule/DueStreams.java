package io.coupabridge.runtime.schedule;

import java.time.Duration;

/**
 * The streams that wait for a worker.
 *
 * @param streams how many
 * @param oldestWait how long the first in line has waited; zero when none waits
 */
public record DueStreams(long streams, Duration oldestWait) {}
