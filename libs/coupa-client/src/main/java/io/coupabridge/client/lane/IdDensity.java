package io.coupabridge.client.lane;

import io.coupabridge.client.http.Page;
import io.coupabridge.client.http.PageRequest;
import java.util.Arrays;

/** How the ids of a list lie, by a look at its newest records: a guess, on which no record depends. */
public final class IdDensity {

    /** Nobody has looked. */
    public static final double UNKNOWN = 0;

    private IdDensity() {}

    /**
     * About how many ids a page spans: by the usual gap between the newest records, since some leaps say nothing of the
     * others. So few that Coupa can hardly have left out the others are one page.
     *
     * @param newest the newest records of the list, not empty, where a whole page was asked for
     */
    public static double idsAPage(Page newest) {
        int records = newest.records().size();
        if (2 * records < PageRequest.LARGEST) {
            return newest.lastId();
        }
        long[] gaps = new long[records - 1];
        for (int gap = 0; gap < gaps.length; gap++) {
            gaps[gap] = newest.id(gap + 1) - newest.id(gap);
        }
        Arrays.sort(gaps);
        int middle = gaps.length / 2;
        double usual = gaps.length % 2 == 1 ? gaps[middle] : (gaps[middle - 1] + gaps[middle]) / 2.0;
        return PageRequest.LARGEST * usual;
    }
}
