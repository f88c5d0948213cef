package io.coupabridge.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinkTokenTest {

    @Test
    void each_is_another_and_stands_in_an_address_as_it_is() {
        // when
        Set<String> tokens = Stream.generate(LinkToken::fresh)
                .limit(1_000)
                .map(LinkToken::reveal)
                .collect(Collectors.toSet());

        // then
        assertThat(tokens).hasSize(1_000).allMatch(token -> token.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void one_that_was_sent_back_has_the_same_hash() {
        // given
        LinkToken token = LinkToken.fresh();

        // when
        LinkToken again = LinkToken.parse(token.reveal()).orElseThrow();

        // then
        assertThat(again.hash()).isEqualTo(token.hash()).matches("[0-9a-f]{64}").isNotEqualTo(token.reveal());
    }

    @Test
    void what_cannot_be_one_is_not_looked_for() {
        for (String text :
                List.of("", "link", "x".repeat(42), "x".repeat(44), "x".repeat(42) + "/", "\u00e4".repeat(43))) {
            assertThat(LinkToken.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void it_cannot_print_itself() {
        // given
        LinkToken token = LinkToken.fresh();

        // when
        String printed = token + " " + new Holder(token);

        // then
        assertThat(printed).doesNotContain(token.reveal());
    }

    private record Holder(LinkToken token) {}
}
