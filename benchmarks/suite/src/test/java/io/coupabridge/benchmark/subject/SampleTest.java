package io.coupabridge.benchmark.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.contracts.Topic;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the comparison finds what is wrong. That it finds nothing otherwise is what each run of the benchmark shows. */
class SampleTest {

    private static final TenantId ACME = new TenantId("acme");

    private CoupaSimulator simulator;
    private CoupaInstance coupa;
    private Sample sample;

    @BeforeEach
    void a_coupa_with_more_users_than_are_looked_at() {
        simulator = CoupaSimulator.start();
        coupa = simulator.instance("acme", InstanceSpec.defaults().users(1_000));
        sample = new Sample(Task.APPLICATION_ROSTER, ACME, coupa);
    }

    @AfterEach
    void end() {
        simulator.close();
    }

    @Test
    void it_is_some_records_spread_over_all() {
        assertThat(sample.keys()).hasSize(200).contains("acme/" + id(0), "acme/" + id(500), "acme/" + id(995));
    }

    @Test
    void what_did_not_come_is_not_wrong() {
        assertThat(sample.wrong(Map.of())).isEmpty();
    }

    @Test
    void a_record_with_less_than_the_contract_has_is_wrong_and_so_are_its_headers() {
        TopicRecord record = newRecord();

        assertThat(sample.wrong(Map.of(record.key(), record)))
                .singleElement()
                .asString()
                .contains(record.key(), "login is absent", "\"age\":7", "updatedAt", "ce_id", "ce_source")
                .doesNotContain("It is not");
    }

    @Test
    void in_a_later_round_a_record_is_to_be_the_next_version() {
        TopicRecord record = newRecord();
        sample.wrong(Map.of(record.key(), record));

        assertThat(sample.wrong(Map.of(record.key(), record)))
                .singleElement()
                .asString()
                .contains("It is not CHANGED in version 2.", "has version 1 after version 1", "repeats the event id");
    }

    /** With less than the contract has. */
    private TopicRecord newRecord() {
        String value = "{\"change\":\"NEW\",\"version\":1,\"tenantId\":\"acme\",\"userId\":" + id(500) + ",\"age\":7}";
        return new TopicRecord(
                Topic.ROSTER_USERS.topicName(),
                0,
                0,
                "acme/" + id(500),
                value.getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    private long id(int place) {
        return coupa.data().users().ids().get(place);
    }
}
