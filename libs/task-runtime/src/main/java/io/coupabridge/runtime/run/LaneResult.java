package io.coupabridge.runtime.run;

import io.coupabridge.runtime.connection.Access.Granted;
import java.util.List;

/** What the lanes of a pass bring their run. */
sealed interface LaneResult {

    /** Pages that are there and mapped, each of another lane; they are to be settled, in this order and together. */
    record Pages(List<LanePage> pages) implements LaneResult {}

    /**
     * A page failed, and its lane is free again.
     *
     * @param with what the request was sent with
     * @param first whether this is news: a request sent after the last failure was known, and of those that ask for
     *     silence, one sent after the last such, or that asks for more. Side by side, one fault of Coupa's fails many pages
     */
    record Failed(RuntimeException failure, Granted with, boolean first) implements LaneResult {}
}
