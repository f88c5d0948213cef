package io.coupabridge.edge.trail;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.SortedMap;

/**
 * One entry of a tenant's audit trail, as it is stored and exported.
 *
 * @param position counts up by one, from 1
 * @param times how many alike it stands for
 * @param originHash the hash of {@code origin}; null when the service acted
 * @param origin null when the service acted, and when it was erased
 * @param previous the hash of the entry before; {@link #START} of the first
 * @param hash of everything but {@code origin}, whose hash is in it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrailEntry(
        String tenant,
        long position,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at,
        Who.Actor actor,
        String roles,
        String action,
        Result result,
        SortedMap<String, String> detail,
        int times,
        String originHash,
        Origin origin,
        String previous,
        String hash) {

    /** What the first entry has for the hash of the one before. */
    static final String START = "0".repeat(64);

    /** What became of it. */
    enum Result {
        DONE,
        REFUSED,
        FAILED
    }

    /** With its hash. */
    TrailEntry sealed() {
        return new TrailEntry(
                tenant,
                position,
                at,
                actor,
                roles,
                action,
                result,
                detail,
                times,
                originHash,
                origin,
                previous,
                computedHash());
    }

    /** What the hash has to be. */
    @JsonIgnore
    String computedHash() {
        Digest digest = new Digest()
                .add(previous)
                .add(tenant)
                .add(Long.toString(position))
                .add(at.toString())
                .add(actor.name())
                .add(roles)
                .add(action)
                .add(result.name())
                .add(Integer.toString(times))
                .add(originHash);
        detail.forEach((name, code) -> digest.add(name).add(code));
        return digest.hex();
    }
}
