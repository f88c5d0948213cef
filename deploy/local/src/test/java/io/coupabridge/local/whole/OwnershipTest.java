package io.coupabridge.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.contracts.TenantId;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What tells of whom. */
class OwnershipTest {

    private final TenantId own = Ownership.tenant(7);
    private final TenantId other = Ownership.tenant(8);
    private final UUID command = UUID.randomUUID();
    private final Ownership ownership = new Ownership();

    @Test
    void finds_each_thing_that_one_tenant_alone_has() {
        // given
        ownership.isOf(URI.create("http://127.0.0.1:4711"), own);
        ownership.isOf(command, own);

        for (String text : new String[] {
            "a user@" + own + ".example",
            "secret-of-" + own,
            "asked http://127.0.0.1:4711/api",
            "Run " + command + " ended"
        }) {
            // then
            assertThat(ownership.named(text)).as(text).containsExactly(own.value());
            assertThat(ownership.isOnlyOf(own.value(), text)).as(text).isTrue();
            assertThat(ownership.isOnlyOf(other.value(), text)).as(text).isFalse();
        }
    }

    @Test
    void finds_nobody_in_what_is_nobodys() {
        assertThat(ownership.named("127.0.0.1:9092 " + UUID.randomUUID() + " nbr-7x"))
                .isEmpty();
    }

    @Test
    void knows_a_records_owner_by_its_id() {
        assertThat(Ownership.ownerOf(800_000)).isEqualTo(own);
        assertThat(Ownership.ownerOf(899_999)).isEqualTo(own);
        assertThat(Ownership.ownerOf(900_000)).isEqualTo(other);
    }

    @Test
    void finds_a_line_that_is_marked_with_another_tenant_or_tells_of_two() {
        // given
        String log = line(own, "Run of " + own) + line(other, "Run of " + own) + "\tat a.user@" + own + "\n"
                + line("", "Both " + own + " and " + other) + line("", "Only " + own);

        // when
        LogLines lines = new LogLines(log, ownership);

        // then
        assertThat(lines.strays()).hasSize(3);
        assertThat(lines.told()).containsExactly(own.value());
    }

    private static String line(Object tenant, String text) {
        return "2026-12-01T07:53:59.558Z INFO  [io.co.to.co.Connections] tenant=" + tenant + " " + text + "\n";
    }
}
