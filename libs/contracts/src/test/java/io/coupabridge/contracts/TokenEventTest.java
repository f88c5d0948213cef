package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEventTest {

    private final Golden golden = Golden.named("token-event.issued");

    @Test
    void binds_the_token_to_these_lines_in_this_order() throws JsonProcessingException {
        TokenEvent event = (TokenEvent) golden.read();

        assertThat(event.associatedData()).isEqualTo("""
                        coupabridge.token.v1
                        northwind
                        APPLICATION_ROSTER
                        https://northwind.coupahost.com
                        3
                        12
                        2026-11-24T08:00:05Z
                        2026-11-25T07:59:59Z""");
    }

    @ParameterizedTest
    @CsvSource({
        "tenantId,          northwind-test",
        "task,              EXPENSE_DISCOVERY",
        "baseUrl,           https://evil.coupahost.com",
        "connectionVersion, 4",
        "tokenVersion,      13",
        "usableFrom,        2026-11-24T08:00:06Z",
        "expiresAt,         2026-11-26T07:59:59Z",
    })
    void changes_with_whatever_the_token_is_bound_to(String field, String other) throws JsonProcessingException {
        TokenEvent event = (TokenEvent) golden.read();
        ObjectNode changed = golden.json();
        changed.put(field, other);

        TokenEvent forged = (TokenEvent) golden.read(changed);

        assertThat(forged.associatedData()).isNotEqualTo(event.associatedData());
    }

    @Test
    void stays_the_same_when_the_ceiling_changes() throws JsonProcessingException {
        TokenEvent event = (TokenEvent) golden.read();
        ObjectNode changed = golden.json();
        changed.put("requestCeiling", 25);

        TokenEvent slower = (TokenEvent) golden.read(changed);

        assertThat(slower.associatedData()).isEqualTo(event.associatedData());
    }

    @Test
    void does_not_print_the_sealed_token() throws JsonProcessingException {
        TokenEvent event = (TokenEvent) golden.read();

        assertThat(event.toString()).doesNotContain(event.sealedToken()).contains("northwind");
    }

    @Test
    void takes_the_sealed_token_and_nothing_else() throws JsonProcessingException {
        TokenEvent event = (TokenEvent) golden.read();

        TokenEvent resealed = event.withSealedToken("b3RoZXI=");

        assertThat(resealed.sealedToken()).isEqualTo("b3RoZXI=");
        assertThat(resealed.withSealedToken(event.sealedToken())).isEqualTo(event);
    }
}
