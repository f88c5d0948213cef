package io.coupabridge.testing.truth;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Compares what a tenant's consumer holds with what is true, record for record. */
final class TruthComparison {

    private TruthComparison() {}

    /**
     * @param required by id, what must be held
     * @param allowed by id, what may be held besides; must be right as well
     */
    static TruthReport of(
            TenantId tenant,
            String subject,
            PublishedRecords published,
            Map<Long, Fields> required,
            Map<Long, Fields> allowed,
            Function<JsonNode, Fields> reader) {
        List<String> differences = new ArrayList<>(published.breaches());
        long held = 0;
        for (Map.Entry<Long, JsonNode> entry : published.latest().entrySet()) {
            if (PublishedRecords.removed(entry.getValue())) {
                continue;
            }
            held++;
            Fields truth = required.getOrDefault(entry.getKey(), allowed.get(entry.getKey()));
            if (truth == null) {
                differences.add(tenant + "/" + entry.getKey() + " is held and should not be.");
                continue;
            }
            reader.apply(entry.getValue())
                    .differences(truth)
                    .forEach(difference -> differences.add(tenant + "/" + entry.getKey() + ": " + difference));
        }
        for (Long id : required.keySet()) {
            JsonNode latest = published.latest().get(id);
            if (latest == null || PublishedRecords.removed(latest)) {
                differences.add(tenant + "/" + id + (latest == null ? " is missing." : " is reported as removed."));
            }
        }
        return new TruthReport(tenant, subject, required.size(), held, published.count(), differences);
    }
}
