package io.coupabridge.benchmark.jmh;

import io.coupabridge.client.http.Page;
import io.coupabridge.runtime.handler.MappedPage;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A page of 50 users, from the bytes that Coupa sent to what is published of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PageBenchmark {

    private static final int USERS = 50;

    private SimulatedUsers users;
    private Page page;

    @Setup
    public void fetch() throws IOException, InterruptedException {
        users = SimulatedUsers.fetch();
        page = users.page().read();
        if (page.records().size() != USERS || users.mapped().found().size() != USERS) {
            throw new IllegalStateException("This page does not hold " + USERS + " users that can be mapped.");
        }
    }

    /** Bytes to proven page. */
    @Benchmark
    public Page parse() {
        return users.page().read();
    }

    /** Proven page to contract. */
    @Benchmark
    public MappedPage map() {
        return users.mapper().map(page, users.context());
    }

    /** Both, as a lane does it. */
    @Benchmark
    public MappedPage parseAndMap() {
        return users.mapped();
    }
}
