package io.coupabridge.edge.trail;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One line of an export; one of its parts is there. The entries of a tenant come in their order, then its anchor; the end
 * is the last line.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExportLine(TrailEntry entry, Anchor anchor, End end) {

    /**
     * What the export holds, so that one that broke off can be told.
     *
     * @param complete whether each tenant's trail is there from its first to its last entry
     * @param tenant whose trail alone was asked for; null when all were
     */
    record End(long entries, boolean complete, String tenant) {}

    static ExportLine of(TrailEntry entry) {
        return new ExportLine(entry, null, null);
    }

    static ExportLine of(Anchor anchor) {
        return new ExportLine(null, anchor, null);
    }

    static ExportLine of(End end) {
        return new ExportLine(null, null, end);
    }
}
