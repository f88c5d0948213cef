package io.coupabridge.benchmark.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.simulator.CoupaSimulator;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        sample = new Sample(ApplicationRoster.TASK, ACME, coupa);
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
        TopicRecord record = newRecord(Map.of());

        assertThat(sample.wrong(Map.of(record.key(), record)))
                .singleElement()
                .asString()
                .contains(record.key(), "login is absent", "\"age\":7", "updatedAt", "ce_id", "ce_source")
                .doesNotContain("It is not");
    }

    @ParameterizedTest
    @CsvSource({",", "7,0", "1-1-1-1-1,-3", "no,one"})
    void a_record_without_the_run_and_the_page_that_it_came_with_is_wrong(String run, String page) {
        assertThat(sentenceOn(run, page))
                .contains("coupabridge_run_id is " + run + ", not a UUID.")
                .contains("coupabridge_page is " + page + ", not a positive number.");
    }

    @Test
    void any_run_and_any_page_are_right() {
        assertThat(sentenceOn("7d1f0a52-6c0e-4f39-9a35-2f6f1f0f7c11", "120")).doesNotContain("coupabridge_");
    }

    @Test
    void in_a_later_round_a_record_is_to_be_the_next_version() {
        TopicRecord record = newRecord(Map.of());
        sample.wrong(Map.of(record.key(), record));

        assertThat(sample.wrong(Map.of(record.key(), record)))
                .singleElement()
                .asString()
                .contains("It is not CHANGED in version 2.", "has version 1 after version 1", "repeats the event id");
    }

    /** @param run null for no such header, as is a page of null */
    private String sentenceOn(String run, String page) {
        Map<String, String> headers = new HashMap<>();
        headers.put(MessageHeaders.RUN_ID, run);
        headers.put(MessageHeaders.PAGE, page);
        TopicRecord record = newRecord(headers);
        return sample.wrong(Map.of(record.key(), record)).get(0);
    }

    /** With less than the contract has. */
    private TopicRecord newRecord(Map<String, String> headers) {
        String value = "{\"change\":\"NEW\",\"version\":1,\"tenantId\":\"acme\",\"userId\":" + id(500) + ",\"age\":7}";
        return new TopicRecord(
                ApplicationRoster.TASK.recordTopic().topicName(),
                0,
                0,
                "acme/" + id(500),
                value.getBytes(StandardCharsets.UTF_8),
                headers);
    }

    private long id(int place) {
        return coupa.data().users().ids().get(place);
    }
}
