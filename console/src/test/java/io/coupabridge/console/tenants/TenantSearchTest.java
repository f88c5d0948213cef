package io.coupabridge.console.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantSearchTest {

    @Test
    void what_a_form_sends_empty_filters_nothing() {
        // when
        TenantSearch search = TenantSearch.of("", "", "", "", "");

        // then
        assertThat(search.stale()).isNull();
        assertThat(search.query()).isEmpty();
        assertThat(TenantSearch.of(null, null, null, null, null)).isEqualTo(search);
    }

    @Test
    void filters_go_on_in_the_address_of_the_next_page() {
        // when
        TenantSearch search = TenantSearch.of(" a&b ", "ACTIVE", "x.coupahost.com", "APPLICATION_ROSTER", "7");

        // then
        assertThat(search.query())
                .isEqualTo("search=a%26b&state=ACTIVE&host=x.coupahost.com&task=APPLICATION_ROSTER&stale=7");
    }

    @ParameterizedTest
    @CsvSource({"NO_STATE,,", ",NO_TASK,", ",,0", ",,367", ",,x"})
    void a_filter_that_is_none_is_refused(String state, String task, String stale) {
        assertThatThrownBy(() -> TenantSearch.of("", state, "", task, stale)).isInstanceOf(HttpProblem.class);
    }

    @Test
    void a_place_that_is_no_tenant_is_refused() {
        assertThatThrownBy(() -> TenantSearch.of("", "", "", "", "").behind("a/b"))
                .isInstanceOf(HttpProblem.class);
    }

    @Test
    void a_text_is_bounded() {
        assertThatThrownBy(() -> TenantSearch.of("x".repeat(201), "", "", "", ""))
                .isInstanceOf(HttpProblem.class);
    }
}
