package io.coupabridge.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.Change;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.TenantId;
import org.junit.jupiter.api.Test;

class LatestRecordsTest {

    private record Version(TenantId tenantId, long recordId, Change change, long version) implements DiscoveredRecord {}

    private final LatestRecords<Version> records = new LatestRecords<>();

    @Test
    void a_version_that_is_not_higher_is_ignored() {
        assertThat(records.take("northwind/1", version(Change.NEW, 2))).isTrue();

        assertThat(records.take("northwind/1", version(Change.NEW, 2))).isFalse();
        assertThat(records.take("northwind/1", version(Change.CHANGED, 1))).isFalse();
        assertThat(records.take("northwind/1", version(Change.CHANGED, 3))).isTrue();
        assertThat(records.size()).isOne();
    }

    @Test
    void a_removed_record_does_not_come_back_with_a_lower_version() {
        records.take("northwind/1", version(Change.NEW, 1));
        records.take("northwind/1", version(Change.REMOVED, 3));

        assertThat(records.take("northwind/1", version(Change.CHANGED, 2))).isFalse();
        assertThat(records.size()).isZero();
    }

    @Test
    void a_record_that_is_to_be_forgotten_leaves_nothing_behind() {
        records.take("northwind/1", version(Change.NEW, 7));

        records.forget("northwind/1");

        assertThat(records.size()).isZero();
        assertThat(records.take("northwind/1", version(Change.NEW, 1))).isTrue();
    }

    private static Version version(Change change, long version) {
        return new Version(new TenantId("northwind"), 1, change, version);
    }
}
