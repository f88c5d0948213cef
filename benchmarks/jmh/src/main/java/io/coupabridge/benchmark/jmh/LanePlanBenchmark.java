package io.coupabridge.benchmark.jmh;

import io.coupabridge.client.lane.LanePlan;
import io.coupabridge.client.lane.LanePlan.Lane;
import io.coupabridge.client.lane.LanePlan.Range;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The plan of a run with ten lanes that all have a page on its way; ids enough for as long as it is measured. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LanePlanBenchmark {

    private static final int PAGE = 50;
    private static final int LANES = 10;
    private static final int IDS_A_PAGE = 3 * PAGE;

    private LanePlan plan;
    private Queue<Lane> onTheWay;

    @Setup
    public void takeAll() {
        plan = new LanePlan(List.of(new Range(0, LanePlan.OPEN_END - 1)), PAGE);
        plan.widen(LANES);
        onTheWay = new ArrayDeque<>();
        for (int lane = 0; lane < LANES; lane++) {
            onTheWay.add(plan.take().orElseThrow());
        }
    }

    /** The page that is on its way for longest arrives and is settled, and its lane is taken again. */
    @Benchmark
    public Lane arriveSettleTake() {
        Lane lane = onTheWay.remove();
        plan.settle(plan.arrived(lane, lane.after() + 1, lane.after() + IDS_A_PAGE, false));
        Lane next = plan.take().orElseThrow();
        onTheWay.add(next);
        return next;
    }

    /** The same with what a checkpoint stores of it. */
    @Benchmark
    public List<Range> arriveSettleTakeWithCheckpoint() {
        Lane lane = onTheWay.remove();
        LanePlan.Settlement settlement = plan.arrived(lane, lane.after() + 1, lane.after() + IDS_A_PAGE, false);
        List<Range> checkpoint = plan.remainingAfter(List.of(settlement));
        plan.settle(settlement);
        onTheWay.add(plan.take().orElseThrow());
        return checkpoint;
    }
}
