package io.coupabridge.edge.doctor;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How one replica finds what it works with. */
record DoctorReport(
        String service,

        @Schema(description = "Whether nothing has to be mended.")
        boolean healthy,

        @Schema(description = "When the replica looked.") Instant at,

        @Schema(description = "What has to be mended.") List<Finding> findings,

        @Schema(description = "What may be meant so, or what this service may not see.")
        List<Finding> notes,

        @Schema(description = "What was looked at.") List<Checked> checked) {

    /** What one examination saw. */
    record Checked(String about, String what) {}

    static DoctorReport of(String service, Instant at, List<Findings> all) {
        List<Finding> toMend =
                all.stream().flatMap(each -> each.toMend().stream()).toList();
        return new DoctorReport(
                service,
                toMend.isEmpty(),
                at,
                toMend,
                all.stream().flatMap(each -> each.notes().stream()).toList(),
                all.stream().flatMap(each -> each.checked().stream()).toList());
    }
}
