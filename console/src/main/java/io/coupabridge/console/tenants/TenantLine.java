package io.coupabridge.console.tenants;

import java.time.Instant;
import java.util.List;

/** A tenant in the list. */
record TenantLine(String tenant, String host, String state, List<TaskLine> tasks) {

    /**
     * One task that the tenant wants.
     *
     * @param succeeded when a run of it completed last; null when none did
     */
    record TaskLine(String task, String verdict, Instant succeeded) {}
}
