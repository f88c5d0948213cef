package io.coupabridge.benchmark.subject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.simulator.data.RecordTable;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;

/** How the ids of a Coupa's users lie. */
public enum IdShape {
    /** As those of a simulated Coupa do: small gaps, all alike. */
    USUAL((place, count) -> 0),
    DENSE((place, count) -> place + 1),
    /** One in a hundred near 2^31, and one in a hundred near 2^32. */
    GAPPY((place, count) ->
            place < count * 98 / 100 ? place + 1 : (place < count * 99 / 100 ? 1L << 31 : 1L << 32) + place),
    /** Groups of 500, a million ids apart. */
    CLUSTERED((place, count) -> place / 500 * 1_000_000 + place % 500 + 1),
    /** The newest tenth lies a thousand ids apart, and tells little of the others. */
    REVERSED((place, count) -> place < count * 9 / 10 ? place + 1 : 1_000 * place);

    private final LongBinaryOperator id;

    IdShape(LongBinaryOperator id) {
        this.id = id;
    }

    /** The users whose ids are low and dense; the others are added. */
    InstanceSpec begin(InstanceSpec spec, int users) {
        if (this == USUAL) {
            return spec.users(users);
        }
        return spec.users((int) dense(users)).firstIds(1, 1, 1).idGap(1);
    }

    void addOthers(RecordTable table, int users) {
        if (this != USUAL) {
            LongStream.range(dense(users), users)
                    .forEach(place -> table.insert(
                            JsonNodeFactory.instance.objectNode().put("id", id.applyAsLong(place, users))));
        }
    }

    private long dense(int users) {
        return LongStream.range(0, users)
                .takeWhile(place -> id.applyAsLong(place, users) == place + 1)
                .count();
    }
}
