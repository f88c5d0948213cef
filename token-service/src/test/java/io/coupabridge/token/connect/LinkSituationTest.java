package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess.Verdict;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.token.admin.ConnectionView;
import io.coupabridge.token.admin.ConnectionView.TaskView;
import io.coupabridge.token.link.ConnectLink;
import io.coupabridge.token.link.LinkState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkSituationTest {

    private static final Instant TIME = Instant.EPOCH;
    private static final ConnectLink FRESH = link(null, null);
    private static final ConnectLink SENT = link(7L, null);
    private static final ConnectLink USED = link(7L, TIME);

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, , GRANTED, REPLACE",
        "ACTIVE, , NOT_WANTED, REPLACE",
        "ACTIVE, , SCOPE_MISSING, FOUND_IN_PART",
        "ACTIVE, , FORBIDDEN, FOUND_IN_PART",
        "DEGRADED, COUPA_UNAVAILABLE, UNKNOWN, FOUND_UNREACHED",
        "PENDING, , UNKNOWN, FOUND_ASKING",
        "REAUTHORIZATION_REQUIRED, INVALID_CLIENT, UNKNOWN, REAUTHORIZE",
        "REAUTHORIZATION_REQUIRED, SECRET_UNREADABLE, UNKNOWN, REAUTHORIZE",
        "REAUTHORIZATION_REQUIRED, API_KEY_RETIRED, UNKNOWN, RETIRED_KEY",
        "REAUTHORIZATION_REQUIRED, API_KEY_NOT_USED, UNKNOWN, RETIRED_KEY",
        "DISCONNECTED, , UNKNOWN, CONNECT"
    })
    void a_fresh_link_finds_the_connection_as_others_left_it_and_always_takes_a_client(
            ConnectionState state, String reason, Verdict verdict, LinkSituation expected) {
        // when
        LinkSituation situation = LinkSituation.of(FRESH, connection(state, reason, false, verdict));

        // then
        assertThat(situation).isEqualTo(expected);
        assertThat(situation.takesClient()).isTrue();
        assertThat(situation.outcome).as("nobody is told").isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, , GRANTED, CONNECTED",
        "ACTIVE, , NOT_WANTED, CONNECTED",
        "ACTIVE, , SCOPE_MISSING, IN_PART",
        "ACTIVE, , FORBIDDEN, IN_PART",
        "ACTIVE, , UNKNOWN, IN_PART",
        "REAUTHORIZATION_REQUIRED, INVALID_CLIENT, UNKNOWN, REFUSED",
        "DEGRADED, COUPA_UNAVAILABLE, UNKNOWN, UNREACHED",
        "PENDING, , UNKNOWN, ASKING",
        "DISCONNECTED, , UNKNOWN, CONNECT"
    })
    void a_link_by_which_something_was_sent_shows_what_became_of_it(
            ConnectionState state, String reason, Verdict verdict, LinkSituation expected) {
        assertThat(LinkSituation.of(SENT, connection(state, reason, false, verdict)))
                .isEqualTo(expected);
    }

    @Test
    void what_is_known_from_before_is_not_shown_while_coupa_is_asked() {
        assertThat(LinkSituation.of(SENT, connection(ConnectionState.ACTIVE, null, true, Verdict.GRANTED)))
                .isEqualTo(LinkSituation.ASKING);
    }

    @Test
    void a_used_link_takes_nothing_when_the_connection_was_deleted() {
        // when
        LinkSituation situation =
                LinkSituation.of(USED, connection(ConnectionState.DISCONNECTED, null, false, Verdict.UNKNOWN));

        // then
        assertThat(situation).isEqualTo(LinkSituation.DISCONNECTED);
        assertThat(situation.takesClient()).isFalse();
    }

    @Test
    void a_tenant_that_nobody_has_heard_of_is_to_be_connected() {
        assertThat(LinkSituation.of(FRESH, null)).isEqualTo(LinkSituation.CONNECT);
    }

    @Test
    void whoever_can_neither_enter_nor_verify_has_an_end_or_waits() {
        assertThat(Arrays.stream(LinkSituation.values()).filter(one -> !one.takesClient() && !one.verifies()))
                .containsExactly(LinkSituation.ASKING, LinkSituation.DISCONNECTED);
    }

    private static ConnectLink link(Long verification, Instant usedAt) {
        LinkState state = usedAt == null ? LinkState.OPEN : LinkState.USED;
        return new ConnectLink("id", new TenantId("northwind"), state, TIME, TIME, null, verification, usedAt, usedAt);
    }

    private static ConnectionView connection(ConnectionState state, String reason, boolean verifying, Verdict verdict) {
        TaskView task = new TaskView(verdict, "A sentence.", null, "core.user.read", null, null);
        return new ConnectionView(
                "northwind",
                1,
                state,
                reason,
                "A sentence.",
                "https://northwind.coupahost.com",
                "client",
                10,
                verifying,
                Map.of(ApplicationRoster.TASK, task),
                null,
                List.of(),
                null,
                null,
                TIME);
    }
}
