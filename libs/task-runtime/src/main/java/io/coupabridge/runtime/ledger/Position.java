package io.coupabridge.runtime.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.client.lane.LanePlan.Range;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The checkpoint of a run: where it goes on, whoever works it next. Small, whatever the run reads.
 *
 * @param pass which of the handler's passes, counted from 0
 * @param remaining the ranges of ids that this pass has yet to read; null before the pass is planned
 * @param watermark Coupa's clock before the first record was read; null until known
 * @param observations of the handler's mapper, at most three
 * @param rejectedToken the token version that this run had rejected and waits to see replaced; 0 when none
 * @param rejections how often this run had a token rejected
 * @param earlyRefusals how often a young token was refused and tried again
 * @param failures how often pages failed since the last that did not
 * @param toldAt when the platform was last told how far the run is; null before the first time
 * @param unnamed how many rows came of which nobody knows which records they are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
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
        int unnamed) {

    public static final Position START = new Position(0, null, null, Set.of(), 0, 0, 0, 0, null, 0);

    public Position {
        if (pass < 0) {
            throw new IllegalArgumentException("There is no pass " + pass + ".");
        }
        remaining = remaining == null ? null : List.copyOf(remaining);
        observations = observations == null ? Set.of() : Set.copyOf(observations);
    }

    public Position planned(List<Range> ranges) {
        return new Position(
                pass,
                ranges,
                watermark,
                observations,
                rejectedToken,
                rejections,
                earlyRefusals,
                failures,
                toldAt,
                unnamed);
    }

    /** A page went well: troubles are forgotten. */
    public Position advanced(List<Range> ranges) {
        return new Position(pass, ranges, watermark, observations, 0, rejections, 0, 0, toldAt, unnamed);
    }

    public Position observed(Set<String> observed) {
        return new Position(
                pass,
                remaining,
                watermark,
                observed,
                rejectedToken,
                rejections,
                earlyRefusals,
                failures,
                toldAt,
                unnamed);
    }

    public Position nextPass() {
        return new Position(
                pass + 1,
                null,
                watermark,
                observations,
                rejectedToken,
                rejections,
                earlyRefusals,
                failures,
                toldAt,
                unnamed);
    }

    public Position readFrom(Instant serverTime) {
        return new Position(
                pass,
                remaining,
                serverTime,
                observations,
                rejectedToken,
                rejections,
                earlyRefusals,
                failures,
                toldAt,
                unnamed);
    }

    public Position tokenRejected(long version) {
        return new Position(
                pass, remaining, watermark, observations, version, rejections + 1, 0, failures, toldAt, unnamed);
    }

    /** @param times so often a young token was refused in all */
    public Position refusedEarly(int times) {
        return new Position(
                pass, remaining, watermark, observations, rejectedToken, rejections, times, failures, toldAt, unnamed);
    }

    public Position failedAgain() {
        return new Position(
                pass,
                remaining,
                watermark,
                observations,
                rejectedToken,
                rejections,
                earlyRefusals,
                failures + 1,
                toldAt,
                unnamed);
    }

    public Position metUnnamed(int rows) {
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
                unnamed + rows);
    }

    public Position told(Instant at) {
        return new Position(
                pass,
                remaining,
                watermark,
                observations,
                rejectedToken,
                rejections,
                earlyRefusals,
                failures,
                at,
                unnamed);
    }
}
