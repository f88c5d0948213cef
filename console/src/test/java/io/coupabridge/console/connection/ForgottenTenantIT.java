package io.coupabridge.console.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.Teller;
import io.coupabridge.contracts.ConnectionEvent;
import io.coupabridge.contracts.ConnectionState;
import io.coupabridge.contracts.TaskEvent.Type;
import io.coupabridge.testing.Browser;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Of a tenant that is erased nothing stays but that it was erased. */
@QuarkusTest
class ForgottenTenantIT extends ConsoleTest {

    @Test
    void its_runs_go_and_names_go_out_of_its_trail() {
        // given
        UUID run = UUID.randomUUID();
        teller.tell(Teller.active(tenant, 1));
        teller.tell(Teller.step(Type.ACCEPTED, run, tenant, 1));
        eventually(() -> assertThat(rows("run")).isEqualTo(1));
        awaitTenant(tenant);
        Browser.of(console, "operator").submit("/tenants/" + tenant + "/runs/" + run + "/cancel");
        assertThat(rows("trail_origin")).isEqualTo(1);

        // when
        teller.tell(erased(2));

        // then
        eventually(() -> assertThat(rows("run")).isZero());
        assertThat(rows("trail_origin")).isZero();
        assertThat(count(
                        "select count(*) from trail_entry where tenant = ? and action = 'ORIGINS_ERASED'",
                        tenant.value()))
                .isEqualTo(1);
    }

    @Test
    void what_is_told_of_it_later_is_not_erased_again() {
        // given
        teller.tell(erased(1));
        awaitTenant(tenant);
        teller.tell(Teller.step(Type.ACCEPTED, UUID.randomUUID(), tenant, 1));
        eventually(() -> assertThat(rows("run")).isEqualTo(1));

        // when
        ConnectionEvent again = erased(1);
        teller.tell(with(again, 2));
        eventually(() -> assertThat(count("select version from connection where tenant = ?", tenant.value()))
                .isEqualTo(2));

        // then
        assertThat(rows("run")).isEqualTo(1);
    }

    private long rows(String table) {
        return count("select count(*) from " + table + " where tenant = ?", tenant.value());
    }

    private ConnectionEvent erased(long version) {
        return with(Teller.active(tenant, version), version);
    }

    /** Erased up to its first or its own version. */
    private ConnectionEvent with(ConnectionEvent event, long version) {
        return new ConnectionEvent(
                tenant,
                version,
                ConnectionState.DISCONNECTED,
                null,
                "The tenant was erased.",
                "ERASED",
                null,
                null,
                10,
                Map.of(),
                null,
                event.erasedVersion() == null ? event.version() : event.erasedVersion(),
                event.changedAt());
    }
}
