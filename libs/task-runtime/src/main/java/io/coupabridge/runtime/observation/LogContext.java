package io.coupabridge.runtime.observation;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.ledger.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.MDC;

/** Marks the log lines of a thread with the run that it is at, and with its trace. */
public final class LogContext {

    private static final String TENANT = "tenant";
    private static final String RUN = "run";
    private static final List<String> ALL = List.of(TENANT, RUN, "traceId", "spanId", "sampled");

    private LogContext() {}

    /** What is done for one run. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {

        T get() throws E;
    }

    /** Does the work. Its lines name the run; those after it what they named before. */
    public static <T, E extends Exception> T of(Run run, Work<T, E> work) throws E {
        return of(run.tenant(), run.commandId(), run.trace(), work);
    }

    /** The same before there is a run. */
    public static <T, E extends Exception> T of(TenantId tenant, UUID commandId, TraceParent trace, Work<T, E> work)
            throws E {
        List<Object> before = new ArrayList<>();
        ALL.forEach(key -> before.add(MDC.get(key)));
        MDC.put(TENANT, tenant.value());
        MDC.put(RUN, commandId.toString());
        trace.use();
        try {
            return work.get();
        } finally {
            for (int i = 0; i < before.size(); i++) {
                put(ALL.get(i), before.get(i));
            }
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
