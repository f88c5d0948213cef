package io.coupabridge.testing.truth;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One tenant's records of a topic in the order in which a consumer reads them: the latest value of each id, and every
 * breach of the topic's rules. Each key's versions count 1, 2, 3 …, each once, the first is NEW; a tenant's records lie
 * on one partition; every {@code ce_id} is there once. (A topic that compaction has been through lacks old versions.) After
 * a re-base, versions skip numbers.
 */
final class PublishedRecords {

    private final TenantId tenant;
    private final String idField;
    private final boolean rebased;
    private final Map<Long, JsonNode> latest = new TreeMap<>();
    private final List<String> breaches = new ArrayList<>();
    private final Map<Long, Long> versions = new TreeMap<>();
    private final Set<String> eventIds = new HashSet<>();
    private final Set<Integer> partitions = new HashSet<>();
    private long count;

    PublishedRecords(TenantId tenant, String idField, List<TopicRecord> records) {
        this(tenant, idField, records, false);
    }

    /** @param rebased whether the tenant's streams were, so that versions may skip numbers */
    PublishedRecords(TenantId tenant, String idField, List<TopicRecord> records, boolean rebased) {
        this.tenant = tenant;
        this.idField = idField;
        this.rebased = rebased;
        records.stream()
                .filter(record -> record.key() != null && record.key().startsWith(tenant.value() + "/"))
                .forEach(this::take);
        if (partitions.size() > 1) {
            breaches.add("The tenant's records lie on the partitions " + partitions + ", not on one.");
        }
    }

    /** By id; the latest value of each, removals included. */
    Map<Long, JsonNode> latest() {
        return latest;
    }

    List<String> breaches() {
        return breaches;
    }

    long count() {
        return count;
    }

    static boolean removed(JsonNode record) {
        return "REMOVED".equals(record.path("change").asText());
    }

    private void take(TopicRecord record) {
        count++;
        partitions.add(record.partition());
        JsonNode value = record.as(JsonNode.class);
        long id = value.path(idField).asLong(-1);
        String where = "Record " + record.key() + " at " + record.partition() + "@" + record.offset();
        if (!record.key().equals(tenant.value() + "/" + id)
                || !tenant.value().equals(value.path("tenantId").asText())) {
            breaches.add(where + " holds the value of " + value.path("tenantId").asText() + "/" + id + ".");
        }
        if (!eventIds.add(record.header("ce_id"))) {
            breaches.add(where + " repeats the event id " + record.header("ce_id") + ".");
        }
        long version = value.path("version").asLong(-1);
        long before = versions.getOrDefault(id, 0L);
        if (rebased ? version <= before : version != before + 1) {
            breaches.add(where + " has version " + version + " after version " + before + ".");
        }
        if (version == 1 && !"NEW".equals(value.path("change").asText())) {
            breaches.add(where + " is the first version and not NEW.");
        }
        versions.put(id, version);
        latest.put(id, value);
    }
}
