package io.coupabridge.edge.start;

import io.quarkus.runtime.Quarkus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Starts a service step by step. Each step is tried until it succeeds, so that services start in any order with what they
 * need. To be begun once. A step that is refused ends the process, and so does one that is the last.
 */
public final class BackgroundStart {

    private static final Logger LOG = Logger.getLogger(BackgroundStart.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final List<Step> steps;
    private final Thread thread = new Thread(this::untilAllAreDone, "start");
    private int done;
    private volatile boolean stopped;
    private volatile String waitsFor = "the start";

    public BackgroundStart(Step... steps) {
        this.steps = List.of(steps);
        thread.setDaemon(true);
    }

    /**
     * One step of the start.
     *
     * @param what in words that go on from "The start waits for"
     * @param attempt throws when the step has to be tried again, and {@link RefusedStartException} when that would not help
     * @param last whether there is nothing to do after it: the process ends with exit code 0
     */
    public record Step(String what, Runnable attempt, boolean last) {

        public Step(String what, Runnable attempt) {
            this(what, attempt, false);
        }
    }

    /** Does all steps in the background. */
    public void begin() {
        thread.start();
    }

    /**
     * Does the steps in the caller's thread until one fails; goes on from there in the background. A service whose
     * databases are there can then work when it begins to listen.
     */
    public void beginHere() {
        if (!goOn()) {
            thread.start();
        }
    }

    /** Begins no further step or try. */
    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    /** The step that is not done yet, and why its last try failed; empty when all are done. */
    public String waitsFor() {
        return waitsFor;
    }

    private void untilAllAreDone() {
        try {
            while (!goOn() && !stopped) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false when there are steps left */
    private boolean goOn() {
        while (done < steps.size()) {
            Step step = steps.get(done);
            if (stopped || !succeeded(step)) {
                return false;
            }
            done++;
            if (step.last()) {
                LOG.infof("The process ends: %s was its last step.", step.what());
                end(0);
                return false;
            }
        }
        waitsFor = "";
        return true;
    }

    private boolean succeeded(Step step) {
        try {
            waitsFor = waitsFor.startsWith(step.what()) ? waitsFor : step.what();
            step.attempt().run();
            return true;
        } catch (RefusedStartException e) {
            LOG.fatal(e.getMessage());
            waitsFor = e.getMessage();
            end(1);
            return false;
        } catch (RuntimeException e) {
            String told = step.what() + ": " + firstLine(e);
            if (!told.equals(waitsFor)) {
                LOG.warnf("The start waits for %s", told);
            }
            waitsFor = told;
            return false;
        }
    }

    private void end(int exitCode) {
        stopped = true;
        Quarkus.asyncExit(exitCode);
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
