package io.coupabridge.expense;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.client.json.CoupaJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedIdsTest {

    @Test
    void are_those_of_rows_and_of_the_items_nested_in_them() throws IOException {
        // when
        NamedIds named = NamedIds.of(rows("""
                [{"id": 7, "expense-report-id": "70", "itemized-expense-lines":
                    [{"id": 8}, {"id": "9", "expense-report-id": 71}]},
                 {"id": 10, "expense-report-id": null, "itemized-expense-lines": []}]"""));

        // then
        assertThat(named.lines()).containsExactly(7L, 8L, 9L, 10L);
        assertThat(named.reports()).containsExactlyInAnyOrder(70L, 71L);
    }

    @Test
    void are_only_those_that_can_be_read() throws IOException {
        // when
        NamedIds named = NamedIds.of(rows("""
                [{"id": 7, "expense-report-id": "none", "itemized-expense-lines": [null, 5, {"id": {}}, {"id": 1.5}]},
                 {"id": 8, "expense-report-id": [1], "itemized-expense-lines": "hidden"},
                 {"id": 9}]"""));

        // then
        assertThat(named.lines()).containsExactly(7L, 8L, 9L);
        assertThat(named.reports()).isEmpty();
    }

    private static List<ObjectNode> rows(String json) throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode row : CoupaJson.readNormalised(json.getBytes(StandardCharsets.UTF_8))) {
            rows.add((ObjectNode) row);
        }
        return rows;
    }
}
