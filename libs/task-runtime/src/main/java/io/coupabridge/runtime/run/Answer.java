package io.coupabridge.runtime.run;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan.Lane;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.run.Arrival.LanePage;
import java.util.List;

/** What became of a request or of several. It comes in on any thread; the run's takes it. */
sealed interface Answer {

    /** Its slot was over before it could be sent. */
    record Missed(Lane lane) implements Answer {}

    record Came(Lane lane, long sentNanos, Granted with, Page page) implements Answer {}

    record Failed(List<Lane> lanes, long sentNanos, Granted with, Throwable failure) implements Answer {}

    /** What the mappers made of pages that came. */
    record Mapped(List<LanePage> pages) implements Answer {}

    /** The mappers failed, and so did all pages that they were given together. */
    record NotMapped(Failed failed) implements Answer {}
}
