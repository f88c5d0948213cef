package io.coupabridge.runtime.handler;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.client.json.CoupaDates;
import io.coupabridge.contracts.DiscoveredRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What came of a page. It is published, remembered and counted in one step, or not at all.
 *
 * @param found in scope and mapped; at most one for each record id
 * @param quarantined in scope and not to be mapped
 * @param references what to remember for later pages and runs; replaces what was remembered under the same kind and id
 * @param observations short texts for {@link TaskHandler#warnings}; the runtime keeps at most three different ones a run
 */
public record MappedPage(
        List<Found> found, List<Unmappable> quarantined, List<Reference> references, Set<String> observations) {

    public static final MappedPage NOTHING = new MappedPage(List.of(), List.of(), List.of(), Set.of());

    public MappedPage {
        found = List.copyOf(found);
        quarantined = List.copyOf(quarantined);
        references = List.copyOf(references);
        observations = Set.copyOf(observations);
    }

    /** What was found, without where. */
    public List<DiscoveredRecord> records() {
        return found.stream().map(Found::record).toList();
    }

    /**
     * A record and where in Coupa it was found, which decides what has to be read to prove it gone.
     *
     * @param record {@code change} null and {@code version} 0: the runtime sets both
     * @param row the id of the row that Coupa showed it in: its own, or that of the record it is nested in
     * @param day the day by which Coupa puts this row into a sweep's window; null when it has none
     */
    public record Found(DiscoveredRecord record, long row, LocalDate day) {

        /** In a row of its own that no sweep's window leaves out. */
        public static Found inItsOwnRow(DiscoveredRecord record) {
            return new Found(record, record.recordId(), null);
        }
    }

    /**
     * A record that cannot be mapped.
     *
     * @param recordId its id as text, or another name; {@link #UNKNOWN} when there is none
     * @param reason one sentence that names the field
     * @param record as Coupa sent it
     * @param updatedAt when Coupa updated the row that it was found in, by which a window finds it again; null when that
     *     cannot be read
     */
    public record Unmappable(String recordId, String reason, JsonNode record, Instant updatedAt) {

        public static final String UNKNOWN = "unknown";

        private static final String LARGEST_ID = Long.toString(Long.MAX_VALUE);

        /** In a row of its own, with what can be read of it. */
        public static Unmappable inItsOwnRow(JsonNode record, String reason) {
            return inRow(record, reason, updatedAt(record));
        }

        /** Under a name of its own, since its id is of no use, or is the id of something else. */
        public static Unmappable named(String name, String reason, JsonNode record) {
            return new Unmappable(name, reason, record, updatedAt(record));
        }

        /** In a row that Coupa updated then: its own, or that of the record it is nested in. */
        public static Unmappable inRow(JsonNode record, String reason, Instant rowUpdatedAt) {
            return new Unmappable(idOf(record), reason, record, rowUpdatedAt);
        }

        /** Those of their ids that can be read. */
        public static Set<Long> ids(List<Unmappable> records) {
            return records.stream()
                    .map(Unmappable::recordId)
                    .filter(Unmappable::isId)
                    .map(Long::valueOf)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static boolean isId(String name) {
            return name.matches("[0-9]{1,18}") || (name.matches("[0-9]{19}") && name.compareTo(LARGEST_ID) <= 0);
        }

        private static String idOf(JsonNode record) {
            JsonNode id = record.path("id");
            return id.isValueNode() && !id.isNull() ? id.asText() : UNKNOWN;
        }

        private static Instant updatedAt(JsonNode record) {
            try {
                return CoupaDates.instant(record.get("updated-at"));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }

    /**
     * A short text about something in Coupa that is not published by itself, such as the status of a report.
     *
     * @param kind what the id is an id of, such as {@code report}
     */
    public record Reference(String kind, long id, String text) {}
}
