package io.coupabridge.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.client.http.Filter;
import io.coupabridge.client.json.CoupaJson;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.RunMode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.runtime.handler.HandlerRules;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.handler.RunScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RosterHandlerTest {

    private static final TenantId TENANT = new TenantId("acme-prod");
    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-24T00:00:00Z");

    private final RosterHandler handler = new RosterHandler();

    @Test
    void reads_every_user_whatever_their_status_in_a_full_run() {
        List<Pass> passes = handler.passes(new RunScope(TENANT, RunMode.FULL, null, null, TO));

        assertThat(handler.task()).isEqualTo(ApplicationRoster.TASK);
        assertThat(passes).singleElement().satisfies(pass -> {
            assertThat(pass.resource().path()).isEqualTo("/api/users");
            assertThat(pass.filters()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = RunMode.class,
            names = {"INCREMENTAL", "WINDOW"})
    void asks_for_what_was_updated_in_the_window_only(RunMode mode) {
        List<Pass> passes = handler.passes(new RunScope(TENANT, mode, FROM, TO, TO));

        assertThat(passes.get(0).filters())
                .containsExactly(Filter.gtOrEq("updated_at", FROM), Filter.lt("updated_at", TO));
    }

    @Test
    void keeps_the_rules_of_handlers() {
        assertThatCode(() -> HandlerRules.check(handler)).doesNotThrowAnyException();
    }

    @Test
    void asks_for_every_field_that_it_reads_and_for_no_other() throws IOException {
        String fields = CoupaUser.RESOURCE.fields();

        List<String> names = new ArrayList<>();
        JsonNode asked = CoupaJson.read(fields.getBytes(StandardCharsets.UTF_8));
        asked.forEach(field -> names.add(
                field.isTextual() ? field.asText() : field.fieldNames().next()));

        assertThat(names)
                .doesNotHaveDuplicates()
                .hasSize(13 + CoupaUser.LICENCES.size() + 1)
                .contains("id", "employee_number", "msp_user", "clm_advanced_user", "department")
                .doesNotContain("password", "roles");
        assertThat(CoupaUser.RESOURCE.requiredKeys())
                .containsExactlyInAnyOrder(
                        "id", "login", "email", "firstname", "lastname", "active", "created-at", "updated-at");
    }
}
