package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class RemovedRecordTest {

    private static final TenantId TENANT = new TenantId("northwind");

    @Test
    void says_nothing_but_that_the_account_is_gone() throws JsonProcessingException {
        DiscoveredRecord user = DiscoveredUser.removed(TENANT, 4127);

        assertThat(user).isEqualTo(unversioned("discovered-user.removed"));
        assertThat(user.recordId()).isEqualTo(4127);
    }

    @Test
    void says_nothing_but_that_the_line_is_gone() throws JsonProcessingException {
        DiscoveredRecord line = DiscoveredExpense.removed(TENANT, 90211);

        assertThat(line).isEqualTo(unversioned("discovered-expense.removed"));
        assertThat(line.recordId()).isEqualTo(90211);
    }

    private static Object unversioned(String name) throws JsonProcessingException {
        Golden golden = Golden.named(name);
        ObjectNode json = golden.json();
        return golden.read(json.put("version", 0));
    }
}
