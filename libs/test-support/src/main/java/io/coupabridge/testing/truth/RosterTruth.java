package io.coupabridge.testing.truth;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether a consumer of {@code coupa.roster.users} holds exactly the users that a tenant's Coupa has. */
public final class RosterTruth {

    private RosterTruth() {}

    /**
     * Compares record for record, by a reading of Coupa's JSON of its own.
     *
     * @param users all users of the tenant's instance as Coupa's JSON, complete
     * @param records all records of the topic, in the order of their offsets within a partition
     */
    public static TruthReport check(TenantId tenant, Collection<? extends JsonNode> users, List<TopicRecord> records) {
        return check(tenant, users, new PublishedRecords(tenant, "userId", records));
    }

    /** The same of a tenant whose streams were re-based: each version is higher than the one before, and no more. */
    public static TruthReport checkRebased(
            TenantId tenant, Collection<? extends JsonNode> users, List<TopicRecord> records) {
        return check(tenant, users, new PublishedRecords(tenant, "userId", records, true));
    }

    private static TruthReport check(
            TenantId tenant, Collection<? extends JsonNode> users, PublishedRecords published) {
        Map<Long, Fields> truth = new TreeMap<>();
        users.forEach(user -> truth.put(user.path("id").asLong(), UserFields.trueOf(user)));
        return TruthComparison.of(tenant, "users", published, truth, Map.of(), UserFields::publishedOf);
    }
}
