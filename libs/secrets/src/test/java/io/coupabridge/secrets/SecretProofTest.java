package io.coupabridge.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretProofTest {

    private static final Secret TOKEN = Secret.of("eyJ0eXAi.token");

    @Test
    void proves_a_statement_by_whoever_holds_the_secret() {
        // when
        String proof = SecretProof.of(TOKEN, "acme");
        // then
        assertThat(SecretProof.isOf(proof, TOKEN, "acme")).isTrue();
        assertThat(SecretProof.isOf(proof, TOKEN, "globex")).isFalse();
        assertThat(SecretProof.isOf(proof, Secret.of("another"), "acme")).isFalse();
        assertThat(SecretProof.isOf("", TOKEN, "acme")).isFalse();
    }

    /** RFC 4231, test case 2: readers in other languages come to the same. */
    @Test
    void is_the_hmac_of_the_standard() {
        assertThat(SecretProof.of(Secret.of("Jefe"), "what do ya want for nothing?"))
                .isEqualTo("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    }

    @Test
    void holds_no_piece_of_the_secret() {
        assertThat(SecretProof.of(TOKEN, "acme")).doesNotContain("token").hasSize(44);
    }
}
