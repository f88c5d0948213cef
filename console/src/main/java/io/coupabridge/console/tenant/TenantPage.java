package io.coupabridge.console.tenant;

import io.coupabridge.console.run.RunLine;
import io.coupabridge.contracts.ConnectionEvent;
import java.time.Instant;
import java.util.List;

/**
 * What a tenant's page shows.
 *
 * @param newId makes the command of this page's form its own, however often the form is sent
 */
record TenantPage(List<TaskCard> tasks, Live live, Trail trail, String newId) {

    /**
     * One task.
     *
     * @param succeeded when a run of it completed last; null when none did
     */
    record TaskCard(String task, String scope, String verdict, String message, Instant since, Instant succeeded) {

        public boolean wanted() {
            return !verdict.equals("NOT_WANTED");
        }

        public boolean granted() {
            return verdict.equals("GRANTED");
        }
    }

    /**
     * What changes while the page is open.
     *
     * @param version of what is shown
     */
    record Live(ConnectionEvent connection, List<RunLine> open, List<RunLine> ended, RunChart chart, String version) {}

    /**
     * The newest entries of token-service's audit trail.
     *
     * @param trouble why they are missing; empty when they are not
     */
    record Trail(List<Entry> entries, String trouble) {

        /** One entry; {@code who} may be empty. */
        record Entry(Instant at, String action, String result, String who, String detail) {}
    }
}
