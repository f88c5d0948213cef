package io.coupabridge.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.coupabridge.console.service.Reply;
import org.junit.jupiter.api.Test;

class TokenAgesTest {

    private static final Reply NONE = reply("{\"tokens\": []}");

    @Test
    void hours_are_taken_together_the_youngest_first() {
        // given
        Reply counts = reply("{\"hours\": {\"0\": 3, \"3\": 4, \"19\": 5, \"4\": 6}, \"expired\": 7, \"late\": 8}");

        // when
        TokenAges ages = TokenAges.of(counts, NONE);

        // then
        assertThat(ages.ages())
                .containsExactly(
                        new TokenAges.Age("0 to 4", 7),
                        new TokenAges.Age("4 to 8", 6),
                        new TokenAges.Age("16 to 20", 5));
        assertThat(ages.expired()).isEqualTo(7);
        assertThat(ages.late()).isEqualTo(8);
        assertThat(ages.missing()).isEmpty();
    }

    @Test
    void a_token_that_has_ended_or_is_renewed_late_says_so() {
        // given
        String token = "{\"tenant\": \"t\", \"task\": \"T\", \"usableFrom\": \"2026-12-01T00:00:00Z\","
                + " \"expiresAt\": \"2026-12-02T00:00:00Z\", \"expired\": %s, \"late\": %s}";
        String tokens =
                token.formatted(true, true) + "," + token.formatted(false, true) + "," + token.formatted(false, false);

        // when
        TokenAges ages = TokenAges.of(reply("{}"), reply("{\"tokens\": [" + tokens + "]}"));

        // then
        assertThat(ages.oldest()).extracting(TokenAges.Token::state).containsExactly("EXPIRED", "LATE", "");
        assertThat(ages.oldest().get(0).renewAt()).isNull();
        assertThat(ages.more()).isFalse();
    }

    @Test
    void that_there_are_more_tokens_than_these_is_told() {
        assertThat(TokenAges.of(reply("{}"), reply("{\"tokens\": [], \"next\": \"x\"}"))
                        .more())
                .isTrue();
    }

    @Test
    void what_one_of_two_answers_lacks_is_told() {
        // given
        Reply away = new Reply(0, NONE.body(), "token-service does not answer.");
        Reply older = new Reply(404, NONE.body(), "token-service answered 404.");

        // then
        assertThat(TokenAges.of(away, NONE).missing()).isEqualTo("token-service does not answer.");
        assertThat(TokenAges.of(NONE, away).missing()).isEqualTo("token-service does not answer.");
        assertThat(TokenAges.of(older, older).missing()).isEqualTo("This version of the service cannot tell.");
    }

    static Reply reply(String body) {
        try {
            return new Reply(200, new ObjectMapper().readTree(body), "");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(body, e);
        }
    }
}
