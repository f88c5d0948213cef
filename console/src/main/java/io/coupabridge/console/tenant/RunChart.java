package io.coupabridge.console.tenant;

import io.coupabridge.console.run.RunLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What completed runs changed, as bars from the oldest to the newest.
 *
 * @param most records that one bar stands for, at its full height
 */
record RunChart(List<Bar> bars, long most, int width, int height) {

    private static final int HEIGHT = 96;
    private static final int STEP = 14;
    private static final int MOST_BARS = 40;

    /** A run; heights and places in units of the drawing. */
    record Bar(RunLine run, int x, Part created, Part changed, Part removed) {}

    /** A piece of a bar. */
    record Part(int y, int height) {}

    /** @param newestFirst runs of any kind */
    static RunChart of(List<RunLine> newestFirst) {
        List<RunLine> runs = new ArrayList<>(
                newestFirst.stream().filter(RunLine::completed).limit(MOST_BARS).toList());
        Collections.reverse(runs);
        long most = runs.stream().mapToLong(RunChart::total).max().orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (RunLine run : runs) {
            bars.add(bar(run, bars.size() * STEP, Math.max(1, most)));
        }
        return new RunChart(bars, most, Math.max(1, bars.size()) * STEP, HEIGHT);
    }

    private static Bar bar(RunLine run, int x, long most) {
        Part created = part(HEIGHT, run.counts().created(), most);
        Part changed = part(created.y(), run.counts().changed(), most);
        Part removed = part(changed.y(), run.counts().removed(), most);
        return new Bar(run, x, created, changed, removed);
    }

    private static Part part(int below, long records, long most) {
        int height = (int) Math.min(HEIGHT * records / most, below);
        return new Part(below - height, height);
    }

    private static long total(RunLine run) {
        return run.counts().created() + run.counts().changed() + run.counts().removed();
    }
}
