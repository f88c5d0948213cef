package io.coupabridge.edge.doctor;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Looks at everything that this replica works with, all at once and within a bound, and says what to mend. All who ask within
 * ten seconds share one report, so that asking costs Kafka and the databases next to nothing. Thread-safe.
 */
@Singleton
class Doctor {

    private static final Duration BOUND = Duration.ofSeconds(8);
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final String service;
    private final List<Examination> examinations;
    private final Clock clock;
    private final Duration bound;
    private final Duration kept;
    private final Map<Examination, Look> underWay = new HashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(examination -> {
        Thread thread = new Thread(examination, "doctor");
        thread.setDaemon(true);
        return thread;
    });
    private DoctorReport last;
    private long lastNanos;

    /** @param findings so far; all of them once it has ended */
    private record Look(Findings findings, Future<?> end) {}

    @Inject
    Doctor(
            @ConfigProperty(name = "quarkus.application.name") String service,
            @All List<Examination> examinations,
            Clock clock) {
        this(service, examinations, clock, BOUND, KEPT);
    }

    Doctor(String service, List<Examination> examinations, Clock clock, Duration bound, Duration kept) {
        this.service = service;
        this.examinations = examinations.stream()
                .sorted(Comparator.comparing(Examination::about))
                .toList();
        this.clock = clock;
        this.bound = bound;
        this.kept = kept;
    }

    /** Never fails: what cannot be looked at is a finding. */
    synchronized DoctorReport report() {
        if (last == null || System.nanoTime() - lastNanos >= kept.toNanos()) {
            last = DoctorReport.of(service, clock.instant(), examineAll());
            lastNanos = System.nanoTime();
        }
        return last;
    }

    private List<Findings> examineAll() {
        Map<Examination, Look> looks = new LinkedHashMap<>();
        examinations.forEach(each -> looks.put(each, begin(each)));
        long end = System.nanoTime() + bound.toNanos();
        List<Findings> all = new ArrayList<>();
        looks.forEach((examination, look) -> {
            Findings ending = await(examination, look, end);
            all.add(look.findings);
            all.add(ending);
        });
        return all;
    }

    /** One that still hangs is not begun again, so that it holds one thread and no more. */
    private Look begin(Examination examination) {
        Look earlier = underWay.get(examination);
        if (earlier != null && !earlier.end.isDone()) {
            return earlier;
        }
        Findings findings = new Findings(examination.about());
        Look begun = new Look(findings, threads.submit(() -> examine(examination, findings)));
        underWay.put(examination, begun);
        return begun;
    }

    private static void examine(Examination examination, Findings findings) {
        try {
            examination.examine(findings);
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            cannotLook(examination, findings, e.getClass().getSimpleName());
        }
    }

    /** What kept it from ending; nothing when it has ended. */
    private Findings await(Examination examination, Look look, long end) {
        Findings ending = new Findings(examination.about());
        try {
            look.end.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            cannotLook(examination, ending, "no answer in " + bound.toSeconds() + " s");
        } catch (ExecutionException e) {
            cannotLook(examination, ending, e.getCause().getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cannotLook(examination, ending, "the replica stops");
        }
        return ending;
    }

    private static void cannotLook(Examination examination, Findings findings, String why) {
        findings.mend(
                "The doctor could not look at " + examination.about() + " (" + why + ").",
                "Ask again. If it stays, look at /q/health/ready and at the log.");
    }

    void stop(@Observes ShutdownEvent event) {
        threads.shutdownNow();
    }
}
