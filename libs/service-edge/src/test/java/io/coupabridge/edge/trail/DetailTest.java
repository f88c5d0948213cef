package io.coupabridge.edge.trail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No free text gets into the trail, whoever writes it. */
class DetailTest {

    @ParameterizedTest
    @ValueSource(strings = {"The client is not active", "", "a\nb", "<b>", "é", "secret=x"})
    void what_is_no_code_is_not_kept(String text) {
        assertThat(Detail.of("reason", text).values()).containsEntry("reason", "OTHER");
    }

    @Test
    void a_text_that_is_too_long_is_not_kept() {
        assertThat(Detail.of("reason", "X".repeat(513)).values()).containsEntry("reason", "OTHER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INVALID_CLIENT",
                "42",
                "https://northwind.coupahost.com",
                "0b6b5c1e-9a0d-4a5e-8f43-6d1f6a6a2b90",
                "PUT:/api/v1/tenants/{tenant}/connection"
            })
    void codes_ids_and_addresses_are_kept(String code) {
        assertThat(Detail.of("value", code).values()).containsEntry("value", code);
    }

    @Test
    void what_is_absent_is_left_out() {
        assertThat(Detail.of("value", null).values()).isEmpty();
    }
}
