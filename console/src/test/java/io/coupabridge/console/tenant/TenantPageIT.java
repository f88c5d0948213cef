package io.coupabridge.console.tenant;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.Teller;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.Browser;
import io.coupabridge.testing.TestTokens;
import io.coupabridge.testing.TopicReader;
import io.coupabridge.testing.TopicRecord;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a tenant's page shows and does. */
@QuarkusTest
class TenantPageIT extends ConsoleTest {

    private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

    private final UUID run = UUID.randomUUID();

    @Test
    void it_shows_why_a_run_waits_and_what_another_one_did() {
        // given
        connected();
        UUID waits = UUID.randomUUID();
        teller.tell(Teller.step(Type.COMPLETED, run, tenant, 4));
        teller.tell(Teller.waiting(waits, tenant, 2, "Coupa asks to wait."));
        awaitRuns(2);

        // when
        String page = operator().get("/tenants/" + tenant).body();

        // then
        assertThat(page)
                .contains("Waits: throttled")
                .contains("data-countdown")
                .contains("Coupa asks to wait.")
                .contains("<svg class=\"chart\"")
                .contains("<td class=\"number\">100</td>");
    }

    @Test
    void what_comes_from_outside_is_text_and_nothing_else() {
        // given
        connected();
        String planted = "<script>alert('merchant')</script>\" onmouseover=\"x";
        teller.tell(Teller.failed(run, tenant, 1, new TaskEvent.Failure(ErrorCode.INTERNAL, planted, false)));
        awaitRuns(1);

        // when
        String page = operator().get("/tenants/" + tenant).body();

        // then
        assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
    }

    @Test
    void it_says_that_the_trail_is_missing_and_shows_the_rest() {
        // given
        connected();

        // when
        String page = operator().get("/tenants/" + tenant).body();

        // then
        assertThat(page).contains("The trail is missing.").contains("northwind.coupahost.com");
    }

    @Test
    void nobody_asks_for_the_trail_whose_role_may_not_read_it() {
        // given
        connected();

        // when
        String page = Browser.of(console, "platform").get("/tenants/" + tenant).body();

        // then
        assertThat(page).contains("The trail is missing. Your role does not see it.");
    }

    @Test
    void the_same_form_with_another_mode_is_another_command() {
        // given
        connected();
        String form = UUID.randomUUID().toString();
        String path = "/tenants/" + tenant + "/runs";

        // when
        operator().submit(path, "task", "APPLICATION_ROSTER", "mode", "AUTO", "form", form);
        operator().submit(path, "task", "APPLICATION_ROSTER", "mode", "FULL", "form", form);

        // then
        assertThat(commands())
                .extracting(command -> command.path("commandId").asText())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void no_command_is_sent_for_a_tenant_that_nobody_has_told_of() {
        // when
        HttpResponse<String> answer = operator()
                .submit(
                        "/tenants/" + tenant + "/runs",
                        "task",
                        "APPLICATION_ROSTER",
                        "form",
                        UUID.randomUUID().toString());

        // then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("There is no connection").doesNotContain("PUT");
        assertThat(commands()).isEmpty();
    }

    @Test
    void a_form_that_is_sent_twice_is_one_command() throws IOException {
        // given
        connected();
        Browser operator = operator();
        Matcher form = FORM.matcher(operator.get("/tenants/" + tenant).body());
        assertThat(form.find()).isTrue();

        // when
        String[] fields = {"task", "APPLICATION_ROSTER", "mode", "FULL", "form", form.group(1)};
        String page = operator.submit("/tenants/" + tenant + "/runs", fields).body();
        operator.submit("/tenants/" + tenant + "/runs", fields);

        // then
        assertThat(page).contains("The command is sent.");
        List<JsonNode> commands = commands();
        assertThat(commands).hasSize(2);
        assertThat(commands)
                .extracting(command -> command.path("commandId").asText())
                .containsOnly(commands.get(0).path("commandId").asText());
        assertThat(commands.get(0).path("mode").asText()).isEqualTo("FULL");
        assertThat(commands.get(0).path("requestedBy").asText()).isEqualTo("a-test-operator");
        assertThat(given().auth()
                        .oauth2(TestTokens.shared().operator())
                        .get("/api/v1/tenants/" + tenant + "/audit")
                        .asString())
                .contains("RUN_ASKED");
    }

    @Test
    void the_same_form_for_another_tenant_is_another_command() {
        // given
        TenantId other = freshTenant();
        connected();
        teller.tell(Teller.active(other, 1));
        awaitTenant(other);
        String[] fields = {
            "task", "APPLICATION_ROSTER", "form", UUID.randomUUID().toString()
        };

        // when
        operator().submit("/tenants/" + tenant + "/runs", fields);
        operator().submit("/tenants/" + other + "/runs", fields);

        // then
        assertThat(commands(tenant).get(0).path("commandId"))
                .isNotEqualTo(commands(other).get(0).path("commandId"));
    }

    @Test
    void a_run_is_cancelled() {
        // given
        connected();
        teller.tell(Teller.step(Type.ACCEPTED, run, tenant, 1));
        awaitRuns(1);

        // when
        operator().submit("/tenants/" + tenant + "/runs/" + run + "/cancel");

        // then
        assertThat(commands()).singleElement().satisfies(command -> {
            assertThat(command.path("kind").asText()).isEqualTo("CANCEL");
            assertThat(command.path("cancels").asText()).isEqualTo(run.toString());
        });
    }

    @Test
    void an_auditor_looks_and_does_nothing() {
        // given
        connected();
        Browser auditor = Browser.of(console, "auditor");

        // when
        String page = auditor.get("/tenants/" + tenant).body();

        // then
        assertThat(page).doesNotContain("Run now").doesNotContain("Verify");
        assertThat(auditor.submit("/tenants/" + tenant + "/runs").statusCode()).isEqualTo(403);
    }

    @Test
    void a_page_that_is_open_is_told_of_each_change() throws IOException, InterruptedException {
        // given
        connected();
        Browser operator = operator();

        // when
        String first = event(operator, "", () -> teller.tell(Teller.step(Type.ACCEPTED, run, tenant, 1)));
        teller.tell(Teller.step(Type.STARTED, run, tenant, 2));
        String second = event(operator, first, () -> {});

        // then
        assertThat(first).isNotEmpty();
        assertThat(second).isNotEmpty().isNotEqualTo(first);
    }

    /** The id of the next event of what is new since the one that was seen last. */
    private String event(Browser browser, String last, Runnable meanwhile) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(console.resolve("/tenants/" + tenant + "/changes"))
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", last)
                .timeout(SOON)
                .build();
        try (InputStream body =
                browser.http().send(request, BodyHandlers.ofInputStream()).body()) {
            meanwhile.run();
            return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> line.startsWith("id:"))
                    .map(line -> line.substring(3).strip())
                    .filter(id -> !id.equals(last))
                    .findFirst()
                    .orElse("");
        }
    }

    private void connected() {
        teller.tell(Teller.active(tenant, 1));
        awaitTenant(tenant);
    }

    private void awaitRuns(int number) {
        eventually(() -> assertThat(count("select count(*) from run where tenant = ?", tenant.value()))
                .isEqualTo(number));
    }

    private Browser operator() {
        return Browser.of(console, "operator");
    }

    private List<JsonNode> commands() {
        return commands(tenant);
    }

    private List<JsonNode> commands(TenantId of) {
        return TopicReader.readAll(bootstrapServers, ApplicationRoster.TASK.commandTopic()).stream()
                .filter(record -> of.value().equals(record.key()))
                .map(TenantPageIT::json)
                .toList();
    }

    private static JsonNode json(TopicRecord record) {
        try {
            return TopicRecord.JSON.readTree(record.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
