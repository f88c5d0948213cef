package io.coupabridge.runtime.handler;

import io.coupabridge.client.http.Filter;
import io.coupabridge.client.http.Resource;
import java.time.LocalDate;
import java.util.List;

/**
 * One resource that a run reads from its lowest to its highest id.
 *
 * @param name unique within the task, such as {@code lines}
 * @param filters what bounds the resource, beside the paging by id
 * @param sweep what a full run proves gone with this pass; null when nothing. At most one pass of a task has one
 */
public record Pass(String name, Resource resource, List<Filter> filters, PageMapper mapper, Sweep sweep) {

    public Pass {
        filters = List.copyOf(filters);
    }

    public Pass(String name, Resource resource, List<Filter> filters, PageMapper mapper) {
        this(name, resource, filters, mapper, null);
    }

    /** This pass, proving gone what it does not find. */
    public Pass sweeping(Sweep what) {
        return new Pass(name, resource, filters, mapper, what);
    }

    /**
     * Every record of the ledger that was last found in a row which this pass is bound to show is looked for. What is not
     * there is asked for by the id of its row, without the pass's filters, before it is reported removed.
     *
     * @param since only records whose row has a day, and none before this; null when every record's row is to be shown
     * @param mapper maps those rows whatever their dates
     */
    public record Sweep(LocalDate since, PageMapper mapper) {}
}
