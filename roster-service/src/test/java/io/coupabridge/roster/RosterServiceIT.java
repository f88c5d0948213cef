package io.coupabridge.roster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.QuarantinedRecord;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.coupabridge.testing.scenario.Platform;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From Coupa to the topic: what a consumer holds is what is true in the simulated instance. */
@QuarkusTest
@Timeout(180)
class RosterServiceIT extends RosterTest {

    @Test
    void publishes_every_user_as_it_is_in_coupa() {
        // given
        connect(InstanceSpec.defaults()
                .users(430)
                .nullEmails(40)
                .zone(ZoneId.of("Australia/Lord_Howe"))
                .firstIds(3_000_000_000L, 1, 1));

        // when
        TaskEvent receipt = run(RunMode.AUTO);

        // then
        assertThat(receipt.mode()).isEqualTo(RunMode.FULL);
        assertThat(receipt.progress().recordsNew()).isEqualTo(430);
        assertHoldsTruth(receipt);
        assertFitsSchema(published());
    }

    @Test
    void follows_joiners_leavers_and_changes_and_publishes_nothing_else() {
        // given
        connect(InstanceSpec.defaults().users(260));
        run(RunMode.FULL);
        List<Long> ids = coupa.data().users().ids();
        List<Long> joined = coupa.data().users().insert(3);
        coupa.data().users().deactivate(ids.get(7));
        coupa.data().users().update(ids.get(100), "expense-user", null);
        Platform.awaitNextSecond();

        // when
        TaskEvent receipt = run(RunMode.AUTO);

        // then
        assertThat(receipt.mode()).isEqualTo(RunMode.INCREMENTAL);
        assertThat(receipt.progress().recordsNew()).isEqualTo(joined.size());
        assertThat(receipt.progress().recordsChanged()).isEqualTo(2);
        assertHoldsTruth(receipt);
        DiscoveredUser leaver = latest(ids.get(7));
        assertThat(leaver.active()).isFalse();
        assertThat(leaver.activeDate()).isNull();
    }

    @Test
    void reads_the_same_from_an_instance_that_writes_its_answers_otherwise() {
        // given
        connect(InstanceSpec.defaults().users(120).nullEmails(100));
        coupa.switches()
                .questionMarkAliases(true)
                .snakeCaseKeys(true)
                .nullsAsEmptyText(true)
                .extraKeys(Map.of("kostenstelle", "4410", "e-mail", "x"))
                .gzip(true)
                .rejectUnknownFields(true)
                .shortPages(150);

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertHoldsTruth(receipt);
    }

    @Test
    void keeps_to_its_window_when_coupa_ignores_the_filter() {
        // given
        connect(InstanceSpec.defaults().users(120));
        run(RunMode.FULL);
        long changed = coupa.data().users().ids().get(60);
        coupa.data().users().update(changed, "lastname", "Neumann");
        Platform.awaitNextSecond();
        coupa.switches().ignoreFilters("updated_at");

        // when
        TaskEvent receipt = run(RunMode.INCREMENTAL);

        // then
        assertThat(receipt.progress().recordsChanged()).isEqualTo(1);
        assertThat(receipt.progress().recordsRead()).isLessThan(120);
        assertHoldsTruth(receipt);
    }

    @Test
    void puts_a_user_aside_that_cannot_be_mapped_and_goes_on() {
        // given
        connect(InstanceSpec.defaults().users(80));
        long odd = coupa.data().users().ids().get(40);
        coupa.data().users().update(odd, JsonNodeFactory.instance.objectNode().put("active", "maybe"));

        // when
        TaskEvent receipt = run(RunMode.FULL);

        // then
        assertThat(receipt.type()).isEqualTo(Type.COMPLETED);
        assertThat(receipt.progress().recordsNew()).isEqualTo(79);
        assertThat(receipt.progress().recordsQuarantined()).isEqualTo(1);
        assertThat(quarantined()).singleElement().satisfies(record -> {
            assertThat(record.recordId()).isEqualTo(Long.toString(odd));
            assertThat(record.reason()).isEqualTo("The field active is neither true nor false.");
            assertThat(record.record()).contains("\"maybe\"").contains("\"id\":" + odd);
        });
    }

    @Test
    void fails_when_a_filter_of_coupas_administrator_hides_the_address() {
        // given
        connect(InstanceSpec.defaults().users(10));
        coupa.switches().hideFields("users", "email");

        // when
        TaskEvent outcome = run(RunMode.FULL);

        // then
        assertThat(outcome.type()).isEqualTo(Type.FAILED);
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.REQUIRED_FIELD_HIDDEN);
        assertThat(outcome.failure().message()).contains("'email'");
        assertThat(published()).isEmpty();
    }

    /** What consumers were promised of each message. */
    private void assertFitsSchema(List<TopicRecord> records) {
        InputStream text = MessageType.class
                .getClassLoader()
                .getResourceAsStream(ApplicationRoster.TASK.messageType().schemaResource());
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
        assertThat(records).isNotEmpty().allSatisfy(record -> {
            assertThat(record.header("ce_type"))
                    .isEqualTo(ApplicationRoster.TASK.messageType().type());
            assertThat(schema.validate(record.as(JsonNode.class)))
                    .as(record.text())
                    .isEmpty();
        });
    }

    private List<QuarantinedRecord> quarantined() {
        return TopicReader.readAll(bootstrapServers, ApplicationRoster.TASK.quarantineTopic()).stream()
                .map(record -> record.as(QuarantinedRecord.class))
                .filter(record -> record.tenantId().equals(tenant))
                .toList();
    }
}
