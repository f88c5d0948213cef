package io.coupabridge.token.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TokenEvent;
import io.coupabridge.simulator.CoupaInstance;
import io.coupabridge.token.scenario.Coupas;
import io.coupabridge.token.scenario.Tenant;
import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** For a task that a tenant does not want there is no grant, no probe and no complaint. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
@Timeout(60)
class WantedTasksIT {

    private static final String ALL_IS_WELL = "Coupa accepts the client, and every wanted task may run.";

    private final Tenant tenant = new Tenant();

    @AfterEach
    void forgetTheTenant() {
        tenant.delete();
    }

    @Test
    void a_task_that_is_not_wanted_is_neither_granted_nor_probed_nor_complained_of() {
        // given
        CoupaInstance coupa = Coupas.withClient(Set.of(Coupas.ROSTER));

        // when
        Response answer = tenant.put(Map.of(
                "baseUrl", coupa.origin().toString(),
                "clientId", "client",
                "clientSecret", Coupas.secret(coupa),
                "tasks", List.of("APPLICATION_ROSTER")));

        // then
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("state")).isEqualTo("ACTIVE");
        assertThat(answer.jsonPath().getString("message")).isEqualTo(ALL_IS_WELL);
        assertThat(verdict(answer, "APPLICATION_ROSTER")).isEqualTo("GRANTED");
        assertThat(verdict(answer, "EXPENSE_DISCOVERY")).isEqualTo("NOT_WANTED");
        assertThat(coupa.log().grants()).extracting(r -> r.grant()).containsOnly("client -> core.user.read");
        assertThat(coupa.log().apiRequests()).extracting(r -> r.path()).containsOnly("/api/users");
        tenant.awaitTokenEvent(ApplicationRoster.TASK, t -> true);
        assertThat(tenant.tokenEvents(ExpenseDiscovery.TASK)).isEmpty();
    }

    @Test
    void a_task_that_is_not_wanted_any_more_loses_its_token_and_its_complaint() {
        // given
        CoupaInstance coupa = Coupas.withClient(Set.of(Coupas.EXPENSE));
        tenant.connect(coupa);
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.status() == TokenEvent.Status.ISSUED);

        // when
        Response onlyTheOther = tenant.choose("APPLICATION_ROSTER");

        // then
        assertThat(verdict(onlyTheOther, "EXPENSE_DISCOVERY")).isEqualTo("NOT_WANTED");
        assertThat(verdict(onlyTheOther, "APPLICATION_ROSTER")).isEqualTo("SCOPE_MISSING");
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.status() == TokenEvent.Status.REVOKED);

        // and when
        Response onlyThatWhichWorks = tenant.choose("EXPENSE_DISCOVERY");

        // then
        assertThat(onlyThatWhichWorks.jsonPath().getString("message")).isEqualTo(ALL_IS_WELL);
        assertThat(verdict(onlyThatWhichWorks, "APPLICATION_ROSTER")).isEqualTo("NOT_WANTED");
        assertThat(verdict(onlyThatWhichWorks, "EXPENSE_DISCOVERY")).isEqualTo("GRANTED");
        tenant.awaitTokenEvent(
                ExpenseDiscovery.TASK, t -> t.status() == TokenEvent.Status.ISSUED && t.tokenVersion() > 2);
    }

    @Test
    void readers_learn_from_the_connection_that_a_task_is_not_wanted() {
        // given
        tenant.connect(Coupas.withClient());

        // when
        tenant.choose("EXPENSE_DISCOVERY");

        // then
        ConnectionEvent event = tenant.awaitConnectionEvent(
                e -> e.access(ApplicationRoster.TASK).verdict() == Verdict.NOT_WANTED);
        assertThat(event.cause()).isEqualTo("TASKS_CHOSEN");
        assertThat(event.access(ApplicationRoster.TASK).message()).contains("APPLICATION_ROSTER", "/connection/tasks");
        assertThat(event.access(ExpenseDiscovery.TASK).verdict()).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void saving_again_without_tasks_keeps_what_the_tenant_wants() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        tenant.choose("APPLICATION_ROSTER");

        // when
        Response answer = tenant.connect(coupa);

        // then
        assertThat(verdict(answer, "EXPENSE_DISCOVERY")).isEqualTo("NOT_WANTED");
    }

    @Test
    void a_dead_credential_is_left_alone_when_its_tasks_change() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa, "client", "wrong");
        tenant.choose("APPLICATION_ROSTER");
        int grants = coupa.log().grants().size();

        // when
        Response answer = tenant.choose("APPLICATION_ROSTER", "EXPENSE_DISCOVERY");

        // then
        assertThat(answer.jsonPath().getString("state")).isEqualTo("REAUTHORIZATION_REQUIRED");
        assertThat(coupa.log().grants()).hasSize(grants);
    }

    @Test
    void choosing_the_same_tasks_again_asks_coupa_for_nothing() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        tenant.choose("APPLICATION_ROSTER");
        long requests = coupa.log().totalCount();

        // when
        Response answer = tenant.choose("APPLICATION_ROSTER");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(coupa.log().totalCount()).isEqualTo(requests);
    }

    @Test
    void a_task_that_was_chosen_again_while_the_credential_was_dead_gets_its_token_when_it_works() {
        // given
        CoupaInstance coupa = Coupas.withClient();
        tenant.connect(coupa);
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.status() == TokenEvent.Status.ISSUED);
        tenant.connect(coupa, "client", "wrong");
        tenant.choose("APPLICATION_ROSTER");
        tenant.choose("APPLICATION_ROSTER", "EXPENSE_DISCOVERY");
        tenant.awaitTokenEvent(ExpenseDiscovery.TASK, t -> t.status() == TokenEvent.Status.REVOKED);

        // when
        Response answer = tenant.connect(coupa);

        // then
        assertThat(answer.jsonPath().getString("message")).isEqualTo(ALL_IS_WELL);
        long revoked = tenant.tokenEvents(ExpenseDiscovery.TASK).stream()
                .filter(t -> t.status() == TokenEvent.Status.REVOKED)
                .mapToLong(TokenEvent::tokenVersion)
                .max()
                .orElseThrow();
        tenant.awaitTokenEvent(
                ExpenseDiscovery.TASK, t -> t.status() == TokenEvent.Status.ISSUED && t.tokenVersion() > revoked);
    }

    @Test
    void a_task_that_does_not_exist_is_refused_and_the_others_are_named() {
        // given
        tenant.connect(Coupas.withClient());

        // when
        Response answer = tenant.choose("APPLICATION_ROSTER", "PAYROLL");

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("violations[0].field")).isEqualTo("tasks");
        assertThat(answer.jsonPath().getString("violations[0].message"))
                .contains("APPLICATION_ROSTER", "EXPENSE_DISCOVERY")
                .doesNotContain("PAYROLL");
        assertThat(tenant.read().getString("tasks.EXPENSE_DISCOVERY.verdict")).isEqualTo("GRANTED");
    }

    @Test
    void no_task_at_all_is_refused() {
        // given
        tenant.connect(Coupas.withClient());

        // when
        Response answer = tenant.choose();

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("violations[0].message")).contains("at least one task");
    }

    @Test
    void a_tenant_that_is_not_connected_cannot_choose() {
        assertThat(tenant.choose("APPLICATION_ROSTER").statusCode()).isEqualTo(404);
    }

    private static String verdict(Response answer, String task) {
        return answer.jsonPath().getString("tasks." + task + ".verdict");
    }
}
