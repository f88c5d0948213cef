package io.coupabridge.testing.truth;

import io.coupabridge.contracts.TenantId;
import java.util.List;
import java.util.Locale;

/**
 * How what was published compares with what is true.
 *
 * @param subject what was compared, such as {@code users}
 * @param expected how many records a consumer should hold
 * @param held how many records a consumer holds, removed ones not counted
 * @param versions how many versions were published in all
 * @param differences one sentence each, sorted by record; empty when all is well
 */
public record TruthReport(
        TenantId tenantId, String subject, long expected, long held, long versions, List<String> differences) {

    private static final int SHOWN = 10;

    public TruthReport {
        differences = List.copyOf(differences);
    }

    public boolean holds() {
        return differences.isEmpty();
    }

    /** @throws AssertionError unless it holds; the message lists the first differences */
    public TruthReport assertHolds() {
        if (!holds()) {
            throw new AssertionError(describe());
        }
        return this;
    }

    /** One line, and one for each of the first differences. */
    public String describe() {
        String head = String.format(
                Locale.ROOT, "%s: %,d of %,d %s held, in %,d versions", tenantId, held, expected, subject, versions);
        if (holds()) {
            return head + ", all equal to Coupa's";
        }
        String rest = differences.size() > SHOWN ? "\n  - and " + (differences.size() - SHOWN) + " more" : "";
        return head + ", " + differences.size() + " differences:\n  - "
                + String.join("\n  - ", differences.subList(0, Math.min(SHOWN, differences.size()))) + rest;
    }
}
