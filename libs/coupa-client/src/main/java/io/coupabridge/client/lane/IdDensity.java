package io.coupabridge.client.lane;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;

/** How the ids of a list lie, by a look at its newest records: a guess, on which no record depends. */
public final class IdDensity {

    /** About so many ids of a list a page spans, when nothing is known of it: all. */
    public static final double DENSE = PageRequest.LARGEST;

    private IdDensity() {}

    /**
     * About how many ids a page spans. A short list is one page. Else by the gaps between the newest records, the largest
     * left out: a leap says nothing of the others.
     *
     * @param newest the newest records of the list, not empty
     * @param asked how many were asked for
     */
    public static double idsAPage(Page newest, int asked) {
        int records = newest.records().size();
        if (records < asked || records < 3) {
            return newest.lastId();
        }
        long largest = 0;
        for (int record = 1; record < records; record++) {
            largest = Math.max(largest, newest.id(record) - newest.id(record - 1));
        }
        double others = newest.lastId() - newest.id(0) - largest;
        return PageRequest.LARGEST * others / (records - 2);
    }
}
