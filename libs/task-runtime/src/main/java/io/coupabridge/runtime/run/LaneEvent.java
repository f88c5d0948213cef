package io.coupabridge.runtime.run;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.Lane;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.runtime.connection.Access.Granted;
import java.util.List;

/** What became of a lane's request, on the thread that sends or on one that maps. The run's thread takes it. */
sealed interface LaneEvent {

    /**
     * Nothing was sent in a slot: it was over before, or nothing is to be sent any more.
     *
     * @param ask what was on its way; null when nothing was chosen yet
     */
    record SlotMissed(Ask ask) implements LaneEvent {}

    /** @param cameNanos when it came, by {@link System#nanoTime} */
    record PageCame(Ask ask, long sentNanos, long cameNanos, Granted with, Page page) implements LaneEvent {}

    /** Coupa did not send a page ahead, on which nothing depends. */
    record AheadRefused(Ask ahead) implements LaneEvent {}

    /**
     * @param lane which is free again; null when none was taken
     * @param inMapping whether it is the page that could not be mapped; else none came
     */
    record PageFailed(Lane lane, long sentNanos, Granted with, Throwable failure, boolean inMapping)
            implements LaneEvent {}

    /**
     * Pages that came are mapped.
     *
     * @param last whether the mapper that they are from has ended
     * @param askedCoupa whether that one asks or asked Coupa for something besides
     */
    record PagesMapped(List<LanePage> pages, boolean last, boolean askedCoupa) implements LaneEvent {}
}
