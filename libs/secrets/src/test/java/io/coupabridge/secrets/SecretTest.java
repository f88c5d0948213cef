package io.coupabridge.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void has_no_text_form() {
        // given
        Secret secret = Secret.of("s3cret");
        // when / then
        assertThat(secret).hasToString("Secret[hidden]");
        assertThat(String.format("%s", new Holder(secret))).doesNotContain("s3cret");
    }

    @Test
    void reveals_exactly_what_it_was_given() {
        assertThat(Secret.of(" ünïcode+/= ").reveal()).isEqualTo(" ünïcode+/= ");
    }

    @Test
    void equals_by_content_and_hashes_all_alike() {
        assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
        assertThat(Secret.of("a")).hasSameHashCodeAs(Secret.of("b"));
    }

    @Test
    void refuses_to_be_blank_without_quoting_anything() {
        assertThatThrownBy(() -> Secret.of(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Secret.of(null)).isInstanceOf(IllegalArgumentException.class);
    }

    private record Holder(Secret secret) {}
}
