package io.coupabridge.runtime.observation;

import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trace.TraceParent;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.Run;
import io.coupabridge.runtime.observation.LogContext.Work;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The spans of commands and runs, while an operator has tracing on; else what it is given just goes on. All else passes
 * traces as {@link TraceParent}s. A span says of a fault what kind it is, and no more: messages may quote anything.
 */
@ApplicationScoped
public class Tracing {

    private static final String SCOPE = "io.coupabridge.runtime";

    private final boolean on;
    private final Tracer tracer;
    private final String task;

    @Inject
    public Tracing(
            OpenTelemetry telemetry,
            TaskHandler handler,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.on = !disabled;
        this.tracer = telemetry.getTracer(SCOPE);
        this.task = handler.task().name();
    }

    /**
     * Takes a command.
     *
     * @param sent the command's header, good or bad; may be null
     * @param work is given where all that comes of the command belongs
     */
    public <T> T command(TenantId tenant, UUID commandId, String sent, Function<TraceParent, T> work) {
        TraceParent parent = TraceParent.parse(sent).orElseGet(() -> unsent(commandId));
        if (!on) {
            return marked(tenant, commandId, parent, work);
        }
        Span span = span("command", SpanKind.CONSUMER, parent, tenant)
                .setAttribute("coupabridge.run", commandId.toString())
                .startSpan();
        return within(span, () -> marked(tenant, commandId, of(span), work));
    }

    /** Whoever has spans on wants to see also what nobody has decided about. */
    private TraceParent unsent(UUID commandId) {
        TraceParent trace = TraceParent.of(commandId);
        return new TraceParent(trace.traceId(), trace.spanId(), on);
    }

    private static <T> T marked(TenantId tenant, UUID commandId, TraceParent trace, Function<TraceParent, T> work) {
        return LogContext.of(tenant, commandId, trace, () -> work.apply(trace));
    }

    /** Works a slice of a run. */
    public <T, E extends Exception> T slice(Run run, Work<T, E> work) throws E {
        return on ? within("slice", SpanKind.INTERNAL, run, work) : LogContext.of(run, work);
    }

    /** Publishes something of a run. */
    public <T, E extends Exception> T publication(Run run, Work<T, E> work) throws E {
        return on ? within("publication", SpanKind.PRODUCER, run, work) : work.get();
    }

    /** A request to Coupa. @param under as of {@link TraceParent#current} @return takes why it failed, or null */
    public Consumer<Throwable> request(TraceParent under, TenantId tenant, String path) {
        if (!on) {
            return failure -> {};
        }
        Span span = span("GET " + path, SpanKind.CLIENT, under, tenant).startSpan();
        return failure -> end(span, failure);
    }

    /** A run has its outcome: its span goes back to its start, whoever worked it then. */
    public void ended(Run run) {
        if (!on || run.cancels() != null) {
            return;
        }
        Instant start = run.startedAt() == null ? run.receivedAt() : run.startedAt();
        Span span = span("run", SpanKind.INTERNAL, run.trace(), run.tenant())
                .setAttribute("coupabridge.run", run.commandId().toString())
                .setAttribute("coupabridge.state", run.state().name())
                .setAttribute("coupabridge.pages", run.progress().pages())
                .setAttribute("coupabridge.records", run.progress().recordsRead())
                .setStartTimestamp(start)
                .startSpan();
        if (run.failure() != null) {
            span.setStatus(StatusCode.ERROR, run.failure().code().name());
        }
        span.end(run.finishedAt());
    }

    /** Where a message about the run belongs that this thread makes. */
    public TraceParent at(Run run) {
        if (!on) {
            return run.trace();
        }
        TraceParent current = TraceParent.current();
        return current.traceId().equals(run.trace().traceId()) ? current : run.trace();
    }

    private <T, E extends Exception> T within(String name, SpanKind kind, Run run, Work<T, E> work) throws E {
        Span span = span(name, kind, at(run), run.tenant())
                .setAttribute("coupabridge.run", run.commandId().toString())
                .startSpan();
        return within(span, () -> LogContext.of(run.tenant(), run.commandId(), of(span), work));
    }

    private static <T, E extends Exception> T within(Span span, Work<T, E> work) throws E {
        Throwable fault = null;
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            fault = e;
            throw e;
        } finally {
            end(span, fault);
        }
    }

    private static void end(Span span, Throwable fault) {
        if (fault != null) {
            span.setStatus(StatusCode.ERROR, fault.getClass().getSimpleName());
        }
        span.end();
    }

    private SpanBuilder span(String name, SpanKind kind, TraceParent parent, TenantId tenant) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(Context.root().with(Span.wrap(remote(parent))))
                .setAttribute("coupabridge.tenant", tenant.value())
                .setAttribute("coupabridge.task", task);
    }

    private static SpanContext remote(TraceParent trace) {
        return SpanContext.createFromRemoteParent(
                trace.traceId(),
                trace.spanId(),
                trace.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    private static TraceParent of(Span span) {
        SpanContext context = span.getSpanContext();
        return new TraceParent(context.getTraceId(), context.getSpanId(), context.isSampled());
    }
}
