package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record gets its change and version when it is published; its content stays. */
class PublishedRecordTest {

    @ParameterizedTest
    @ValueSource(strings = {"discovered-user.new", "discovered-expense.new", "discovered-expense.item"})
    void keeps_its_content_when_it_gets_change_and_version(String name) throws JsonProcessingException {
        Golden golden = Golden.named(name);
        ObjectNode expected = golden.json();
        expected.put("change", "CHANGED").put("version", 42);

        DiscoveredRecord published = ((DiscoveredRecord) golden.read()).published(Change.CHANGED, 42);

        assertThat(published).isEqualTo(golden.read(expected));
    }

    @Test
    void says_nothing_but_that_it_is_gone_when_it_was_removed() throws JsonProcessingException {
        TenantId tenant = new TenantId("acme-prod");

        DiscoveredRecord user = DiscoveredUser.removed(tenant, 4127).published(Change.REMOVED, 3);
        DiscoveredRecord line = DiscoveredExpense.removed(tenant, 90211).published(Change.REMOVED, 4);

        assertThat(user).isEqualTo(Golden.named("discovered-user.removed").read());
        assertThat(line).isEqualTo(Golden.named("discovered-expense.removed").read());
        assertThat(user.recordId()).isEqualTo(4127);
        assertThat(line.recordId()).isEqualTo(90211);
    }
}
