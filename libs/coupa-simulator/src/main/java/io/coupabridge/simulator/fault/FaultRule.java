package io.coupabridge.simulator.fault;

import io.coupabridge.simulator.log.LoggedRequest;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Which requests a fault strikes: of those that match, first {@code skip} pass, then {@code times} are struck, or every
 * so-manieth, or a random share. Without anything said: all requests for {@code /api/}. Thread-safe.
 */
public final class FaultRule {

    private final Fault fault;
    private Predicate<LoggedRequest> matching = LoggedRequest::isApi;
    private long skip;
    private long times = Long.MAX_VALUE;
    private long every = 1;
    private double share = 1;
    private SplittableRandom random;
    private long seen;
    private long struck;
    private volatile boolean removed;

    private FaultRule(Fault fault) {
        this.fault = fault;
    }

    public static FaultRule of(Fault fault) {
        return new FaultRule(fault);
    }

    public Fault fault() {
        return fault;
    }

    /** Only the token endpoint. */
    public synchronized FaultRule onTokenEndpoint() {
        matching = LoggedRequest::isTokenEndpoint;
        return this;
    }

    /** Only paths that start so. */
    public synchronized FaultRule onPath(String prefix) {
        matching = request -> request.path().startsWith(prefix);
        return this;
    }

    /** Only requests that satisfy this too. */
    public synchronized FaultRule when(Predicate<LoggedRequest> also) {
        matching = matching.and(also);
        return this;
    }

    /** Only the so-manieth matching request from now on, counting from 1. */
    public synchronized FaultRule nth(long number) {
        return skip(number - 1).times(1);
    }

    /** Lets so many matching requests pass first. */
    public synchronized FaultRule skip(long requests) {
        skip = requests;
        return this;
    }

    /** Strikes so often and no more. */
    public synchronized FaultRule times(long number) {
        times = number;
        return this;
    }

    /** Strikes only every so-manieth of the matching requests after those skipped, the first of them included. */
    public synchronized FaultRule every(long number) {
        every = number;
        return this;
    }

    /** Strikes a random share of the matching requests, from 0 to 1, repeatable by its seed. */
    public synchronized FaultRule share(double part, long seed) {
        share = part;
        random = new SplittableRandom(seed);
        return this;
    }

    /** How many matching requests it has seen. */
    public synchronized long seenCount() {
        return seen;
    }

    /** How many requests it has struck. */
    public synchronized long struckCount() {
        return struck;
    }

    /** Ends it. */
    public void remove() {
        removed = true;
    }

    boolean isOver() {
        return removed || struckCount() >= times;
    }

    synchronized boolean strikes(LoggedRequest request) {
        if (removed || struck >= times || !matching.test(request)) {
            return false;
        }
        seen++;
        if (seen <= skip || (seen - skip - 1) % every != 0 || random != null && random.nextDouble() >= share) {
            return false;
        }
        struck++;
        return true;
    }

    @Override
    public String toString() {
        return "FaultRule[" + fault + ", skip=" + skip + ", times=" + (times == Long.MAX_VALUE ? "always" : times)
                + ", every=" + every + ", share=" + share + ", struck=" + struckCount() + "]";
    }
}
