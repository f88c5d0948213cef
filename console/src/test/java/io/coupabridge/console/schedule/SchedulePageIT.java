package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.Teller;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.testing.Browser;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page of schedules shows and does. */
@QuarkusTest
@TestProfile(UsualDefaults.class)
class SchedulePageIT extends ConsoleTest {

    private String page;

    @BeforeEach
    void connect() {
        page = "/tenants/" + tenant + "/schedule";
        teller.tell(Teller.active(tenant, 1));
        awaitTenant(tenant);
    }

    @Test
    void it_shows_the_default_and_why_a_task_is_paused() {
        // given
        teller.tell(Teller.connection(
                tenant, 2, ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", Verdict.UNKNOWN));

        // then
        eventually(() -> assertThat(Browser.of(console, "auditor").get(page).body())
                .contains("every day")
                .contains("every 6 hours")
                .contains("Coupa does not accept the credential.")
                .doesNotContain("Save"));
    }

    @Test
    void an_operator_sets_a_cron_and_it_stands_in_the_trail() {
        // given
        Browser operator = Browser.of(console, "operator");

        // when
        HttpResponse<String> saved = set(operator, "kind", "CRON", "cron", "30 3 * * 1-5", "zone", "Europe/Berlin");

        // then
        assertThat(saved.body())
                .contains("The schedule is saved.")
                .contains("cron 30 3 * * 1-5 Europe/Berlin")
                .contains("value=\"30 3 * * 1-5\"");
        assertThat(count(
                        "select count(*) from trail_entry where tenant = ? and action = 'SCHEDULE_SET' and roles = ?",
                        tenant.value(),
                        "operator"))
                .isEqualTo(1);
    }

    @Test
    void a_tenants_own_administrator_sets_it_and_anothers_does_not_find_it() {
        // given
        Browser own = Browser.of(console, "integration-admin", tenant.value());
        Browser other = Browser.of(console, "integration-admin", freshTenant().value());

        // then
        assertThat(set(own, "kind", "OFF").body()).contains("The schedule is saved.");
        assertThat(set(other, "kind", "OFF").statusCode()).isEqualTo(404);
        assertThat(other.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    void who_only_looks_or_connects_sets_nothing() {
        assertThat(set(Browser.of(console, "auditor"), "kind", "OFF").statusCode())
                .isEqualTo(403);
        assertThat(set(Browser.of(console, "platform"), "kind", "OFF").statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "* * * * *, UTC, more often than every 15 minutes",
        "* * * * * *, UTC, A cron has five fields",
        "0 0 30 2 *, UTC, never due",
        "0 2 * * *, Europe/Atlantis, no time zone of this name",
        "<b>x</b>, UTC, A cron has five fields"
    })
    void what_will_not_do_is_said_beside_the_field_and_stays_in_it(String cron, String zone, String words) {
        // when
        HttpResponse<String> answer = set(Browser.of(console, "operator"), "kind", "CRON", "cron", cron, "zone", zone);

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains(words)
                .contains("aria-invalid=\"true\"")
                .contains("value=\"" + cron.replace("<", "&lt;").replace(">", "&gt;") + "\"")
                .doesNotContain("<b>x</b>");
    }

    @Test
    void a_form_of_another_origin_sets_nothing() {
        // given
        Browser operator = Browser.of(console, "operator");
        operator.get(page);

        // when
        HttpResponse<String> answer = operator.submitAsItIs(page, List.of("task", "APPLICATION_ROSTER", "kind", "OFF"));

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void a_tenant_of_whom_nothing_is_known_is_not_found() {
        assertThat(Browser.of(console, "operator")
                        .get("/tenants/" + freshTenant() + "/schedule")
                        .statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> set(Browser browser, String... fields) {
        String[] all = new String[fields.length + 2];
        System.arraycopy(fields, 0, all, 0, fields.length);
        all[fields.length] = "task";
        all[fields.length + 1] = "APPLICATION_ROSTER";
        return browser.submit(page, all);
    }
}
