package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "acme-prod",
                "ACME_UK-2",
                "0",
                "-",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void takes_letters_digits_underscores_and_hyphens(String value) {
        assertThat(new TenantId(value)).hasToString(value);
        assertThat(TenantId.isValid(value)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "acme prod",
                "acme/prod",
                "acme.prod",
                "acmé",
                "acme\n",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void refuses_everything_else(String value) {
        assertThat(TenantId.isValid(value)).isFalse();
        assertThatThrownBy(() -> new TenantId(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void does_not_repeat_a_refused_value() {
        assertThatThrownBy(() -> new TenantId("pasted secret")).hasMessageNotContaining("pasted");
    }

    @Test
    void travels_as_plain_text() throws JsonProcessingException {
        String json = Golden.MAPPER.writeValueAsString(new TenantId("acme-prod"));

        assertThat(json).isEqualTo("\"acme-prod\"");
        assertThat(Golden.MAPPER.readValue(json, TenantId.class)).isEqualTo(new TenantId("acme-prod"));
    }

    @Test
    void sorts_by_its_text() {
        assertThat(new TenantId("a")).isLessThan(new TenantId("b"));
    }
}
