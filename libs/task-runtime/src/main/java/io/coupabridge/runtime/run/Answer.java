package io.coupabridge.runtime.run;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.Lane;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.runtime.connection.Access.Granted;
import io.coupabridge.runtime.run.Arrival.LanePage;
import java.util.List;

/** What became of requests. It comes in on any thread; the run's takes it. */
sealed interface Answer {

    /**
     * Nothing was sent in a slot: it was over before, or nothing is to be sent any more.
     *
     * @param ask what was on its way; null when nothing was chosen yet
     */
    record Missed(Ask ask) implements Answer {}

    /** @param cameNanos when it came, by {@link System#nanoTime} */
    record Came(Ask ask, long sentNanos, long cameNanos, Granted with, Page page) implements Answer {}

    /** Coupa did not send a page ahead, on which nothing depends. */
    record Refused(Ask ahead) implements Answer {}

    /**
     * @param lane which is free again; null when none was taken
     * @param inMapping whether it is the page that could not be mapped; else none came
     */
    record Failed(Lane lane, long sentNanos, Granted with, Throwable failure, boolean inMapping) implements Answer {}

    /**
     * Pages that came are mapped.
     *
     * @param last whether the mapper that they are from has ended
     * @param askedCoupa whether that one asks or asked Coupa for something besides
     */
    record Mapped(List<LanePage> pages, boolean last, boolean askedCoupa) implements Answer {}
}
