package io.coupabridge.runtime.run;

import io.coupabridge.budget.RequestBudget;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.edge.kafka.TopicRetention;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.connection.AccessRules;
import io.coupabridge.runtime.handler.TaskHandler;
import io.coupabridge.runtime.ledger.ErasureStore;
import io.coupabridge.runtime.ledger.RecordStore;
import io.coupabridge.runtime.ledger.RunStore;
import io.coupabridge.runtime.ledger.SweepStore;
import io.coupabridge.runtime.ledger.WatermarkStore;
import io.coupabridge.runtime.message.Messages;
import io.coupabridge.runtime.observation.Metrics;
import io.coupabridge.runtime.observation.RunLog;
import io.coupabridge.runtime.observation.Tracing;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What every slice of a run works with. */
@Singleton
class RunTools {

    final TaskHandler handler;
    final RuntimeConfig config;
    final AccessRules access;
    final RunStore runs;
    final RecordStore records;
    final SweepStore sweeps;
    final WatermarkStore watermarks;
    final ErasureStore erasures;
    final TopicRetention retention;
    final Messages messages;
    final Metrics metrics;
    final RunLog log;
    final Tracing tracing;
    final CoupaHttp http;
    final RequestBudget budget;
    final Clock clock;

    /** Maps pages, and waits for what a mapper asks for besides. */
    final ThreadPoolExecutor mappers;

    final PageTimes pageTimes = new PageTimes();
    final PageSizes pageSizes = new PageSizes();

    RunTools(
            TaskHandler handler,
            RuntimeConfig config,
            AccessRules access,
            RunStore runs,
            RecordStore records,
            SweepStore sweeps,
            WatermarkStore watermarks,
            ErasureStore erasures,
            TopicRetention retention,
            Messages messages,
            Metrics metrics,
            RunLog log,
            Tracing tracing,
            CoupaHttp http,
            RequestBudget budget,
            Clock clock) {
        this.handler = handler;
        this.config = config;
        this.access = access;
        this.runs = runs;
        this.records = records;
        this.sweeps = sweeps;
        this.watermarks = watermarks;
        this.erasures = erasures;
        this.retention = retention;
        this.messages = messages;
        this.metrics = metrics;
        this.log = log;
        this.tracing = tracing;
        this.http = http;
        this.budget = budget;
        this.clock = clock;
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
