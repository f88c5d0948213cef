package io.coupabridge.console.attention;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.Teller;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskAccess;
import io.coupabridge.contracts.TenantId;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The campaign counts as token-service does. */
@QuarkusTest
class CampaignIT extends ConsoleTest {

    @Inject
    Needs needs;

    @Test
    void a_tenant_is_done_when_its_client_works_and_left_while_it_has_none() {
        // given
        Campaign before = needs.campaign();
        TenantId refused = began("API_KEY_RETIRED");
        TenantId works = began("API_KEY_NOT_USED");
        TenantId gone = began("API_KEY_RETIRED");
        began("API_KEY_NOT_USED");
        eventually(() -> assertThat(needs.campaign())
                .isEqualTo(new Campaign(before.all() + 4, before.left() + 4, before.done())));

        // when
        teller.tell(event(refused, 2, ConnectionState.REAUTHORIZATION_REQUIRED, "INVALID_CLIENT", "client"));
        teller.tell(event(works, 2, ConnectionState.ACTIVE, null, "client"));
        teller.tell(event(gone, 2, ConnectionState.DISCONNECTED, null, null));

        // then
        eventually(() -> assertThat(needs.campaign())
                .isEqualTo(new Campaign(before.all() + 3, before.left() + 1, before.done() + 1)));
    }

    private TenantId began(String reason) {
        TenantId began = freshTenant();
        teller.tell(event(began, 1, ConnectionState.REAUTHORIZATION_REQUIRED, reason, null));
        return began;
    }

    private static ConnectionEvent event(
            TenantId tenant, long version, ConnectionState state, String reason, String client) {
        ConnectionEvent event = Teller.connection(tenant, version, state, reason, TaskAccess.Verdict.UNKNOWN);
        return new ConnectionEvent(
                tenant,
                version,
                state,
                reason,
                "A message.",
                "VERIFIED",
                URI.create("https://northwind.coupahost.com"),
                client,
                10,
                Map.of(),
                event.changedAt());
    }
}
