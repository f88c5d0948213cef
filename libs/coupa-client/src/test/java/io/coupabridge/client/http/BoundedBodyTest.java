package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedBodyTest {

    private static final int LIMIT = 20;
    private static final int UNKNOWN = -1;
    private static final String TEXT = "0123456789abcdef";

    @ParameterizedTest
    @CsvSource({"16, 16", "16, 5", "16, 1", "-1, 16", "-1, 5", "30, 16", "4, 16", "4, 3"})
    void holds_what_came_in_whatever_pieces_and_however_announced(int announced, int piece) {
        // given
        BoundedBody body = new BoundedBody(LIMIT, announced);

        // when
        for (int from = 0; from < TEXT.length(); from += piece) {
            assertThat(body.add(Buffer.buffer(TEXT.substring(from, Math.min(TEXT.length(), from + piece)))))
                    .isTrue();
        }

        // then
        assertThat(text(body)).isEqualTo(TEXT);
    }

    @Test
    void holds_only_its_part_of_a_buffer_that_is_larger() {
        // given
        BoundedBody body = new BoundedBody(LIMIT, UNKNOWN);

        // when
        boolean taken = body.add(Buffer.buffer(TEXT).slice(3, 7));

        // then
        assertThat(taken).isTrue();
        assertThat(text(body)).isEqualTo("3456");
    }

    @Test
    void takes_nothing_beyond_the_limit() {
        // given
        BoundedBody body = new BoundedBody(LIMIT, UNKNOWN);
        body.add(Buffer.buffer(TEXT));

        // when
        boolean taken = body.add(Buffer.buffer("12345"));

        // then
        assertThat(taken).isFalse();
        assertThat(text(body)).isEqualTo(TEXT);
    }

    @Test
    void is_empty_when_nothing_came() {
        assertThat(new BoundedBody(LIMIT, 16).soFar()).isEmpty();
    }

    private static String text(BoundedBody body) {
        return new String(body.soFar(), StandardCharsets.US_ASCII);
    }
}
