package io.coupabridge.runtime.run;

import io.coupabridge.runtime.handler.Pass;
import java.util.function.Function;

/**
 * Where a run is worked: for its tenant, in a slice. Used by one thread.
 *
 * @param sweep what the sweep of a pass works with
 */
record RunPlace(TenantState tenant, RunJournal journal, TimeSlice time, Function<Pass, SweepScope> sweep) {}
