package io.coupabridge.client.http;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Event loops of Vert.x, one for each core. Everything of one host happens on the same loop, so that no exchange changes
 * threads on its way. Thread-safe.
 */
final class HostLoops implements AutoCloseable {

    private final Vertx vertx;
    private final List<HostLoop> loops = new CopyOnWriteArrayList<>();
    private final String deployment;

    /** Waits until the loops are there, so it must not be called on an event loop. */
    HostLoops(Vertx vertx) {
        this.vertx = vertx;
        // verticles, since the loop of a calling thread may belong to a request that is served, or to a worker
        deployment = vertx.deployVerticle(
                        HostLoop::new,
                        new DeploymentOptions()
                                .setInstances(Runtime.getRuntime().availableProcessors()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    HostLoop of(String host) {
        return loops.get(Math.floorMod(host.hashCode(), loops.size()));
    }

    /** What runs on the loops goes on; nothing new is to be given to them. */
    @Override
    public void close() {
        vertx.undeploy(deployment);
    }

    /** One of the loops. */
    final class HostLoop extends AbstractVerticle {

        @Override
        public void start() {
            loops.add(this);
        }

        /**
         * Runs a task on this loop: at once when this is its thread, since what is done for others first makes a request
         * late.
         *
         * @throws RejectedExecutionException when Vert.x is closed
         */
        void run(Runnable task) {
            if (Vertx.currentContext() == context) {
                task.run();
            } else {
                context.runOnContext(nothing -> task.run());
            }
        }

        /**
         * Runs a task on this loop once so much time has passed since this call, rounded up to a millisecond of the
         * loop's timer; not at all when this is closed meanwhile.
         *
         * @param delayNanos 0 or less for as soon as the loop is free
         * @throws RejectedExecutionException when Vert.x is closed already
         */
        void runLater(long delayNanos, Runnable task) {
            // on this thread's clock, since the loop may be busy for as long
            long due = System.nanoTime() + delayNanos;
            context.runOnContext(nothing -> runAt(due, task));
        }

        private void runAt(long due, Runnable task) {
            long left = due - System.nanoTime();
            if (left <= 0) {
                task.run();
            } else {
                vertx.setTimer(1 + TimeUnit.NANOSECONDS.toMillis(left - 1), timer -> task.run());
            }
        }
    }
}
