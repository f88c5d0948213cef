package io.coupabridge.benchmark.jmh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.http.Page;
import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Ask;
import io.coupabridge.client.lane.LanePlan.Range;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The plan of a run with ten pages on their way; ids enough for as long as it is measured. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LanePlanBenchmark {

    private static final int PAGE = 50;
    private static final int PAGES = 10;

    private LanePlan plan;
    private Queue<Ask> onTheWay;

    @Setup
    public void takeAll() {
        plan = new LanePlan(List.of(new Range(0, LanePlan.OPEN_END - 1)), PAGE, true);
        plan.capacity(PAGES);
        onTheWay = new ArrayDeque<>();
        onTheWay.add(plan.next().orElseThrow());
    }

    /** The page that is on its way for longest arrives and is settled, and others are asked for. */
    @Benchmark
    public LanePlan arriveSettleTake() {
        plan.settle(arrive());
        takeMore();
        return plan;
    }

    /** The same with what a checkpoint stores of it. */
    @Benchmark
    public List<Range> arriveSettleTakeWithCheckpoint() {
        LanePlan.Settlement settlement = arrive();
        List<Range> checkpoint = plan.remainingAfter(List.of(settlement));
        plan.settle(settlement);
        takeMore();
        return checkpoint;
    }

    private LanePlan.Settlement arrive() {
        Ask ask = onTheWay.remove();
        long first = ask.after() + ask.skip() + 1;
        return plan.arrived(ask, page(first)).orElseThrow().settlement();
    }

    private void takeMore() {
        for (int more = plan.capacity(PAGES) - onTheWay.size(); more > 0; more--) {
            plan.next().ifPresent(onTheWay::add);
        }
    }

    private static Page page(long first) {
        List<ObjectNode> rows = LongStream.range(first, first + PAGE)
                .mapToObj(id -> JsonNodeFactory.instance.objectNode().put("id", id))
                .toList();
        return new Page(rows, null, 0, 0);
    }
}
