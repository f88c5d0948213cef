package io.coupabridge.roster;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.simulator.InstanceSpec;
import io.coupabridge.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users that were put aside come back once they can be mapped. */
@QuarkusTest
@Timeout(180)
class QuarantineReplayIT extends RosterTest {

    @Test
    void brings_users_back_that_can_be_mapped_by_now_and_publishes_nothing_else() {
        // given: two users that can be mapped again, although nothing in Coupa says that they changed
        connect(InstanceSpec.defaults().users(400));
        List<Long> odd = coupa.data().users().ids().subList(198, 200);
        odd.forEach(user -> setActiveUnseen(user, TextNode.valueOf("maybe")));
        assertThat(run(RunMode.FULL).progress().recordsQuarantined()).isEqualTo(2);
        odd.forEach(user -> setActiveUnseen(user, BooleanNode.TRUE));
        assertThat(run(RunMode.INCREMENTAL).progress().recordsNew()).isZero();

        // when
        TaskEvent receipt = platform.outcome(replay(), SOON);

        // then
        assertThat(receipt.mode()).isEqualTo(RunMode.WINDOW);
        assertThat(receipt.progress().recordsNew()).isEqualTo(2);
        assertThat(receipt.progress().recordsChanged()).isZero();
        assertThat(receipt.progress().recordsRead()).isLessThan(400);
        assertHoldsTruth(receipt);
    }

    /** Without a new updated-at, as if the mapper had changed and not the user. */
    private void setActiveUnseen(long user, JsonNode active) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.set("active", active);
        fields.set("updated-at", coupa.data().users().get(user).orElseThrow().get("updated-at"));
        coupa.data().users().update(user, fields);
    }

    /** The command that reads the tenant's quarantined records again. */
    private UUID replay() {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("topic", ApplicationRoster.TASK.quarantineTopic().topicName())
                .put("tenant", tenant.value())
                .put("dryRun", false);
        return given().auth()
                .oauth2(TestTokens.shared().operator())
                .contentType("application/json")
                .body(request.toString())
                .post("/api/v1/replays")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getUUID("rereads[0].commandId");
    }
}
