package io.coupabridge.runtime.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.client.lane.LanePlan.Range;
import io.coupabridge.contracts.TaskEvent.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The checkpoint of a run: where it goes on, whoever works it next. Small, whatever the run reads.
 *
 * @param pass which of the handler's passes, counted from 0
 * @param remaining the ranges of ids that this pass has yet to read; null before the pass is planned
 * @param watermark Coupa's clock before the first record was read; null until known. Of a full run that is not the tenant's
 *     first, the watermark of the run before: an earlier version that goes on with it reads no changes, and ends with this
 * @param observations of the handler's mapper, at most three
 * @param rejectedToken the token version that this run had rejected and waits to see replaced; 0 when none
 * @param rejections how often this run had a token rejected
 * @param earlyRefusals how often a young token was refused and tried again
 * @param failures how often pages failed since the last that did not
 * @param toldAt when the platform was last told how far the run is; null before the first time
 * @param held what the ledger held when a full run started; null in other modes, and when an earlier version started it
 * @param outside how far a full run has asked for what lies outside its window; null before it has
 * @param unnamed how many rows came of which nobody knows which records they are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Position(
        int pass,
        List<Range> remaining,
        Instant watermark,
        Set<String> observations,
        long rejectedToken,
        int rejections,
        int earlyRefusals,
        int failures,
        Instant toldAt,
        Held held,
        Outside outside,
        int unnamed) {

    public static final Position START = new Position(0, null, null, Set.of(), 0, 0, 0, 0, null, null, null, 0);

    /** How many records Coupa was last known to have, by whether a full run's window is bound to show them. */
    public record Held(long inWindow, long outside) {

        public static final Held NOTHING = new Held(0, 0);
    }

    /**
     * @param after the id of the record that was asked for last
     * @param records how many were asked for
     * @param answered how many of them Coupa has, or may have
     * @param requestsBefore of the run
     * @param requests sent since
     * @param unasked why the rest is not asked for; null when it is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outside(long after, long records, long answered, long requestsBefore, long requests, String unasked) {

        public static Outside begun(Progress progress) {
            return new Outside(0, 0, 0, progress.requests(), 0, null);
        }

        /** @param progress behind this batch */
        public Outside asked(long last, long count, long shown, Progress progress) {
            return new Outside(
                    last,
                    records + count,
                    answered + shown,
                    requestsBefore,
                    progress.requests() - requestsBefore,
                    null);
        }

        public Outside gaveUp(String why, Progress progress) {
            return new Outside(after, records, answered, requestsBefore, progress.requests() - requestsBefore, why);
        }
    }

    public Position {
        if (pass < 0) {
            throw new IllegalArgumentException("There is no pass " + pass + ".");
        }
        remaining = remaining == null ? null : List.copyOf(remaining);
        observations = observations == null ? Set.of() : Set.copyOf(observations);
    }

    public Position planned(List<Range> ranges) {
        return with(next -> next.remaining = ranges);
    }

    /** A page went well: troubles are forgotten. */
    public Position advanced(List<Range> ranges) {
        return with(next -> {
            next.remaining = ranges;
            next.rejectedToken = 0;
            next.earlyRefusals = 0;
            next.failures = 0;
        });
    }

    public Position observed(Set<String> observed) {
        return with(next -> next.observations = observed);
    }

    public Position nextPass() {
        return with(next -> {
            next.pass++;
            next.remaining = null;
        });
    }

    public Position readFrom(Instant serverTime) {
        return with(next -> next.watermark = serverTime);
    }

    public Position tokenRejected(long version) {
        return with(next -> {
            next.rejectedToken = version;
            next.rejections++;
            next.earlyRefusals = 0;
        });
    }

    /** @param times so often a young token was refused in all */
    public Position refusedEarly(int times) {
        return with(next -> next.earlyRefusals = times);
    }

    public Position failedAgain() {
        return with(next -> next.failures++);
    }

    public Position metUnnamed(int rows) {
        return with(next -> next.unnamed += rows);
    }

    public Position told(Instant at) {
        return with(next -> next.toldAt = at);
    }

    /** Of a full run that starts now. */
    public Position holding(Held records) {
        return with(next -> next.held = records);
    }

    public Position askedOutside(Outside reached) {
        return with(next -> next.outside = reached);
    }

    private Position with(Consumer<Draft> change) {
        Draft next = new Draft(this);
        change.accept(next);
        return next.position();
    }

    /** The next position while it is made from the one before. */
    private static final class Draft {

        private int pass;
        private List<Range> remaining;
        private Instant watermark;
        private Set<String> observations;
        private long rejectedToken;
        private int rejections;
        private int earlyRefusals;
        private int failures;
        private Instant toldAt;
        private Held held;
        private Outside outside;
        private int unnamed;

        private Draft(Position from) {
            pass = from.pass;
            remaining = from.remaining;
            watermark = from.watermark;
            observations = from.observations;
            rejectedToken = from.rejectedToken;
            rejections = from.rejections;
            earlyRefusals = from.earlyRefusals;
            failures = from.failures;
            toldAt = from.toldAt;
            held = from.held;
            outside = from.outside;
            unnamed = from.unnamed;
        }

        private Position position() {
            return new Position(
                    pass,
                    remaining,
                    watermark,
                    observations,
                    rejectedToken,
                    rejections,
                    earlyRefusals,
                    failures,
                    toldAt,
                    held,
                    outside,
                    unnamed);
        }
    }
}
