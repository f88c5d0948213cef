package io.coupabridge.runtime.run;

import io.coupabridge.budget.RequestBudget;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.observation.Metrics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What all runs of a replica share when they read: connections, slots, mappers, and what was learnt of each host. */
@Singleton
class ReplicaResources {

    final CoupaHttp http;
    final RequestBudget budget;

    /** Maps pages, and waits for what a mapper asks for besides. */
    final ThreadPoolExecutor mappers;

    final PageTimes pageTimes = new PageTimes();
    final PageSizes pageSizes = new PageSizes();

    ReplicaResources(CoupaHttp http, RequestBudget budget, RuntimeConfig config, Metrics metrics) {
        this.http = http;
        this.budget = budget;
        // a mapper may wait for what it asks for besides; one run has only a few at a time
        int threads = config.worker().count() * PageMapping.AT_ONCE;
        this.mappers = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("page-mapper"));
        this.mappers.allowCoreThreadTimeOut(true);
        metrics.hostsWithSmallPages(pageSizes::hostsReduced);
    }

    @PreDestroy
    void stop() {
        mappers.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            // without what the log says of the tenant and run that had it made: it works for others too
            Thread thread = new Thread(null, task, name + "-" + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }
}
