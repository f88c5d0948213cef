package io.coupabridge.runtime.observation;

import io.coupabridge.runtime.ledger.Run;
import org.jboss.logging.MDC;

/** Marks the log lines of a thread with the run that it is at. */
public final class LogContext {

    private static final String RUN = "run";

    private LogContext() {}

    /** What is done for one run. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {

        T get() throws E;
    }

    /** Does the work. Its lines name the run; those after it what they named before. */
    public static <T, E extends Exception> T of(Run run, Work<T, E> work) throws E {
        Object before = MDC.get(RUN);
        MDC.put(RUN, run.commandId().toString());
        try {
            return work.get();
        } finally {
            put(RUN, before);
        }
    }

    private static void put(String key, Object value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
