package io.coupabridge.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.data.FieldType;
import io.coupabridge.simulator.data.ListSpec;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.fault.Fault;
import io.coupabridge.simulator.fault.FaultRule;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A list that a test brings behaves like those that every instance has. */
@Timeout(30)
class AddedListTest {

    private static final String PATH = "/api/contracts";
    private static final String SCOPE = "core.contract.read";
    private static final ListSpec CONTRACTS = ListSpec.of(PATH, "contract", SCOPE)
            .field("name", FieldType.STRING)
            .field("maximum-value", FieldType.DECIMAL);

    private CoupaSimulator simulator;
    private CoupaInstance coupa;
    private RecordTable contracts;
    private CoupaCaller caller;

    @BeforeEach
    void startInstance() {
        simulator = CoupaSimulator.start();
        coupa = simulator.instance("northwind", InstanceSpec.defaults().users(0).expenseLines(0));
        contracts = coupa.data().addList(CONTRACTS);
        caller = CoupaCaller.of(coupa).with(token(SCOPE));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void is_empty_at_first() {
        assertThat(caller.page(PATH)).isEmpty();
        assertThat(contracts.count()).isZero();
    }

    @Test
    void pages_filters_and_selects_what_was_inserted() {
        // given
        List<Long> ids = contracts.insert(120, fields("Licences").put("maximum-value", "1200.50"));
        coupa.clock().advance(Duration.ofMinutes(1));
        contracts.update(ids.get(70), "name", "Support");
        String changed =
                contracts.get(ids.get(70)).orElseThrow().get("updated-at").textValue();

        // when
        List<JsonNode> all = caller.readAll(PATH, "fields", "[\"id\",\"name\"]");
        List<JsonNode> updated = caller.page(PATH, "updated_at[gt_or_eq]", changed);

        // then
        assertThat(all).extracting(record -> record.get("id").longValue()).containsExactlyElementsOf(ids);
        assertThat(all.get(0).properties()).hasSize(2);
        assertThat(updated).singleElement().satisfies(record -> {
            assertThat(record.get("name").textValue()).isEqualTo("Support");
            assertThat(record.get("maximum-value").textValue()).isEqualTo("1200.50");
            assertThat(record.get("created-at").textValue()).isLessThan(changed);
        });
    }

    @Test
    void shows_a_deleted_record_no_more() {
        // given
        List<Long> ids = contracts.insert(3, fields("Licences"));

        // when
        contracts.delete(ids.get(1));

        // then
        assertThat(caller.ids(PATH)).containsExactly(ids.get(0), ids.get(2));
        assertThat(caller.get(PATH + "/" + ids.get(1)).statusCode()).isEqualTo(404);
    }

    @Test
    void takes_ids_beyond_32_bits() {
        // given
        contracts.insert(fields("Licences").put("id", 5_000_000_000L));

        // then
        assertThat(caller.ids(PATH, "id[gt]", "4999999999")).containsExactly(5_000_000_000L);
    }

    @Test
    void needs_its_own_scope() {
        // given
        caller.with(token("core.user.read"));

        // then
        assertThat(caller.get(PATH).statusCode()).isEqualTo(403);
    }

    @Test
    void breaks_when_a_fault_is_on_its_path() {
        // given
        coupa.faults().inject(FaultRule.of(Fault.status(503)).onPath(PATH).times(1));

        // then
        assertThat(caller.get(PATH).statusCode()).isEqualTo(503);
        assertThat(caller.get(PATH).statusCode()).isEqualTo(200);
    }

    @Test
    void does_not_exist_in_another_instance() {
        // given
        CoupaInstance other = simulator.instance("contoso", InstanceSpec.defaults());
        CoupaCaller stranger = CoupaCaller.connect(other);

        // then
        assertThat(stranger.get(PATH).statusCode()).isEqualTo(404);
    }

    @Test
    void must_not_have_the_path_of_another() {
        assertThatThrownBy(() -> coupa.data().addList(ListSpec.of("/api/users", "user", SCOPE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is a list /api/users already.");
        assertThatThrownBy(() -> ListSpec.of("/v2/contracts", "contract", SCOPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/v2/contracts");
    }

    private String token(String scope) {
        coupa.client("reader", "secret", Set.of(scope));
        HttpResponse<String> answer = CoupaCaller.of(coupa)
                .grant("grant_type=client_credentials&client_id=reader&client_secret=secret&scope=" + scope);
        return CoupaCaller.json(answer).get("access_token").textValue();
    }

    private static ObjectNode fields(String name) {
        return CoupaCaller.JSON.createObjectNode().put("name", name);
    }
}
