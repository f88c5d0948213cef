/**
 * Works a tenant's runs, a slice at a time. Read it from the top:
 *
 * <ul>
 *   <li><b>Slices.</b> {@code RunWorker} opens the stream, {@code Slice} takes one run after the other, {@code TimeSlice} says
 *       when others come first.
 *   <li><b>Reading.</b> {@code RunReading} takes a run from one {@code RunState} to the next: {@code RunStart}, {@code
 *       PassPlanner}, {@code PassReading}, {@code Sweeping}, {@code Completion}. {@code ActiveRun} is the run meanwhile.
 *   <li><b>Going on or not.</b> {@code RunControl} is asked before each step and told of each failure: {@code RunWatch},
 *       {@code Recovery} with the {@code FailurePolicy}, {@code Pauses}.
 *   <li><b>Asking Coupa.</b> A {@code CoupaSession} is all that a run asks with: {@code RunRequests} sends, {@code
 *       AwaitedRequests} and {@code ListLookups} wait for answers, {@code HeldToken} knows what may be sent.
 *   <li><b>Lanes.</b> {@code LaneReader} with {@code LaneSlots}, {@code LaneSender}, {@code ArrivedPages}, {@code LaneFailures}
 *       and {@code Linger}.
 *   <li><b>Mapping.</b> {@code PageMapping} decides what is mapped together, a {@code MappingBatch} does it.
 *   <li><b>Publishing.</b> {@code PagePublisher} settles pages, {@code Outcomes} tells what happens to a run.
 *   <li><b>Sweeping.</b> {@code OutsideWindow} and {@code RemovalSweep}.
 *   <li><b>Erasing.</b> {@code TenantErasure}.
 * </ul>
 */
package io.coupabridge.runtime.run;
