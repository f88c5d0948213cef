package io.coupabridge.local;

import java.io.PrintStream;
import java.util.Locale;

/** What the person at the terminal sees: one line for each step, with the seconds since the start. Thread-safe. */
final class Console {

    private final PrintStream out;
    private final long start = System.nanoTime();

    Console(PrintStream out) {
        this.out = out;
    }

    /** A headline of a part of the demo. */
    synchronized void title(String text) {
        out.println();
        out.println("== " + text);
    }

    /** A step, with the time. */
    synchronized void step(String text) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, text);
    }

    /** A step that concerns one tenant. */
    void step(String tenant, String text) {
        step(String.format(Locale.ROOT, "%-10s %s", tenant, text));
    }

    /** Text as it is. */
    synchronized void text(String text) {
        out.println(text);
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
