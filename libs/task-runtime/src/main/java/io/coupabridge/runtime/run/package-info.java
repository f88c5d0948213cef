/**
 * Works a tenant's runs, a slice at a time. Read it from the top:
 *
 * <ul>
 *   <li><b>Slices.</b> {@code RunWorker} opens a tenant's stream; {@code Slices} makes a {@code Slice}, which takes
 *       one run after the other; {@code SliceScope} is what it works with; {@code TimeSlice} says when others come
 *       first; {@code TenantErasure} erases a tenant instead.
 *   <li><b>Reading.</b> {@code RunAdmission} decides whether a run may read; {@code RunReading} takes it from one
 *       {@code RunState} to the next; {@code RunStart} resolves what it reads, a {@code RunWindow}; {@code PassPlanner}
 *       looks up how far a pass reaches; {@code PassReading} reads one pass, an {@code OpenPass}; {@code Sweeping}
 *       reports what is gone; {@code QuarantineLimit} judges what was put aside; {@code Completion} makes the receipt;
 *       {@code ActiveRun} is the run meanwhile.
 *   <li><b>What it is made with.</b> {@code TaskSetup} is the task; {@code ReadingParts} serve all runs;
 *       {@code RunPlace} is of one run: its {@code TenantState}, by the ledger a {@code LedgerTenant}, its
 *       {@code RunJournal} and its slice; {@code ReplicaResources} are what the runs of a replica share, such as
 *       {@code PageTimes} and {@code PageSizes}; {@code RunLedger} has the tables that are read; {@code Telemetry} tells
 *       operators.
 *   <li><b>Going on or not.</b> {@code RunControl} is asked before each step; {@code RunWatch} looks whether the run
 *       may go on, at each {@code LookInterval}; {@code Recovery} reacts to a failure as the {@code FailurePolicy} says;
 *       {@code Pauses} wait here or hand the worker back; {@code UnderWay} is what is stopped or drained then.
 *   <li><b>Asking Coupa.</b> {@code CoupaSessions} open a {@code CoupaSession}, which is all that a run asks with;
 *       {@code RunRequests} sends; {@code AwaitedRequests} waits for answers, with {@code Patience}; {@code ListLookups}
 *       looks rows up beside pages; {@code Lookups} is what mappers see of it; {@code ShownRows} are rows asked for by
 *       id; {@code HeldToken} knows what may be sent, an {@code ExpiredTokenException} says that it ended;
 *       {@code HiddenKeys} tells odd records from a hidden key.
 *   <li><b>Lanes.</b> {@code LaneReaders} make a {@code LaneReader}, which reads the lanes of a pass;
 *       {@code LaneSlots} asks for slots; {@code LaneSender} sends in them; {@code LaneEvent} is what became of a
 *       request; {@code ArrivedPages} judges what a page brings its lane; {@code LaneFailures} keeps what failed;
 *       {@code Linger} lets pages wait for others; {@code LaneResult} is what the run gets: each {@code LanePage}, or a
 *       failure.
 *   <li><b>Mapping.</b> {@code PassMapper} says how pages are mapped; {@code PageMapping} decides which
 *       {@code UnmappedPage} goes with which; {@code MappingBatch} maps them; {@code EncodedPage} is the outcome;
 *       {@code MappedPages} wait to be settled; {@code PutAside} goes into quarantine.
 *   <li><b>Publishing.</b> {@code PagePublisher} settles pages; {@code Outcomes} tells what happens to a run.
 *   <li><b>Sweeping.</b> {@code SweepScope} is what a sweep works with; {@code OutsideWindow} asks for what the
 *       window does not show; {@code RemovalSweep} for all that is missing.
 * </ul>
 */
package io.coupabridge.runtime.run;
