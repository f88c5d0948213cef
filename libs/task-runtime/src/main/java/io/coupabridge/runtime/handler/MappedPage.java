package io.coupabridge.runtime.handler;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.DiscoveredRecord;
import java.util.List;
import java.util.Set;

/**
 * What came of a page. It is published, remembered and counted in one step, or not at all.
 *
 * @param records in scope and mapped, {@code change} null and {@code version} 0: the runtime sets both; at most one for
 *     each record id
 * @param quarantined in scope and not to be mapped
 * @param references what to remember for later pages and runs; replaces what was remembered under the same kind and id
 * @param observations short texts for {@link TaskHandler#warnings}; the runtime keeps at most three different ones a run
 */
public record MappedPage(
        List<DiscoveredRecord> records,
        List<Unmappable> quarantined,
        List<Reference> references,
        Set<String> observations) {

    public MappedPage {
        records = List.copyOf(records);
        quarantined = List.copyOf(quarantined);
        references = List.copyOf(references);
        observations = Set.copyOf(observations);
    }

    /**
     * A record that cannot be mapped.
     *
     * @param recordId as text, {@code unknown} when it cannot be read
     * @param reason one sentence that names the field
     * @param record as Coupa sent it
     */
    public record Unmappable(String recordId, String reason, JsonNode record) {}

    /**
     * A short text about something in Coupa that is not published by itself, such as the status of a report.
     *
     * @param kind what the id is an id of, such as {@code report}
     */
    public record Reference(String kind, long id, String text) {}
}
