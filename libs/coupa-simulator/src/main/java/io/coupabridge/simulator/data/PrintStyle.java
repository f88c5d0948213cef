package io.coupabridge.simulator.data;

import java.util.Map;
import java.util.Set;

/**
 * The ways in which instances print the same record differently (coupa-api §3.1).
 *
 * @param emptyLists fields that print as an empty list
 * @param extraKeys custom fields at top level, by whatever names the administrator chose, with their value
 */
public record PrintStyle(
        boolean decimalsAsNumbers,
        boolean questionMarkAliases,
        boolean nullsAbsent,
        boolean nullsAsEmptyText,
        boolean snakeCaseKeys,
        Set<String> emptyLists,
        Map<String, String> extraKeys) {

    /** As Coupa documents it. */
    public static final PrintStyle PLAIN = new PrintStyle(false, false, false, false, false, Set.of(), Map.of());
}
