package io.coupabridge.testing.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicRecord;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpenseTruthTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final LocalDate FROM = LocalDate.parse("2026-01-30");
    private static final String RIGHT = Samples.publishedLine(11, "2026-01-30");

    private final List<JsonNode> reports = List.of(Samples.report("approved"));
    private final JsonNode firstDay = Samples.line(11, "2026-01-30", "");
    private final JsonNode dayBefore = Samples.line(10, "2026-01-29", "");

    @Test
    void wants_the_lines_of_the_window_by_their_local_date_and_no_older_ones() {
        // given
        ExpenseTruth truth = new ExpenseTruth(ACME, List.of(dayBefore, firstDay), reports, FROM);

        // when
        TruthReport report = truth.check(List.of(published(11, RIGHT)));

        // then
        assertThat(report.differences()).isEmpty();
        assertThat(report.expected()).isEqualTo(1);
    }

    @Test
    void finds_a_line_from_before_the_window_unless_increments_may_have_brought_it() {
        // given
        ExpenseTruth truth = new ExpenseTruth(ACME, List.of(dayBefore, firstDay), reports, FROM);
        List<TopicRecord> both = List.of(published(11, RIGHT), published(10, Samples.publishedLine(10, "2026-01-29")));

        // when
        TruthReport afterFull = truth.check(both);

        // then
        assertThat(afterFull.differences()).containsExactly("acme/10 is held and should not be.");
        assertThat(truth.checkAfterIncrements(both).differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            '168.00','currency':'USD'} | '141.32','currency':'USD'} | amount
            '141.32'                   | '141.33'                   | converted
            2026-01-30                 | 2026-01-29                 | transactionDate
            CARD_DESCRIPTION           | MERCHANT                   | merchantSource
            DIAGRAMLY* SEAT            | Unknown                    | merchantName
            'approved'                 | 'draft'                    | status
            'leaf':true                | 'leaf':false               | leaf
            7313                       | 7314                       | reportId
            4127                       | 4128                       | accountId
            'id':19                    | 'id':20                    | category.id
            \\nrenewal                 | ``                         | comments
            """)
    void finds_a_wrong_field_and_names_it(String right, String wrong, String field) {
        // given
        ExpenseTruth truth = new ExpenseTruth(ACME, List.of(firstDay), reports, FROM);
        String value = RIGHT.replace(right, wrong);
        assertThat(value).isNotEqualTo(RIGHT);

        // when
        TruthReport report = truth.check(List.of(published(11, value)));

        // then
        assertThat(report.differences()).anyMatch(difference -> difference.startsWith("acme/11: " + field + " is "));
    }

    @Test
    void counts_a_line_that_others_name_as_their_parent_as_no_leaf() {
        // given
        JsonNode item = Samples.line(12, "2026-01-31", ",'parent-expense-line-id':11".replace("'", "\""));
        ExpenseTruth truth = new ExpenseTruth(ACME, List.of(firstDay, item), reports, FROM);
        String itemPublished = Samples.publishedLine(12, "2026-01-31").replace("'leaf'", "'parentLineId':11,'leaf'");

        // when
        TruthReport report = truth.check(
                List.of(published(11, RIGHT.replace("'leaf':true", "'leaf':false")), published(12, itemPublished)));

        // then
        assertThat(report.differences()).isEmpty();
    }

    private static TopicRecord published(long id, String value) {
        return Samples.record("acme/" + id, 0, value, "event-" + id);
    }
}
