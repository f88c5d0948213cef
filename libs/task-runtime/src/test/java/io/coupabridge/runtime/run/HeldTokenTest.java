package io.coupabridge.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.client.failure.UnauthorizedException;
import io.coupabridge.runtime.connection.Access.Granted;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HeldTokenTest {

    private final Granted first = TestRuns.granted(1, TestRuns.NOW.plusSeconds(3_600));
    private final Granted second = TestRuns.granted(2, TestRuns.NOW.plusSeconds(3_600));
    private final HeldToken token = new HeldToken(first, Clock.fixed(TestRuns.NOW, ZoneOffset.UTC));

    @Test
    void is_carried_while_it_serves() {
        assertThat(token.mayCarry(first)).isTrue();
        assertThatCode(() -> token.requireUsable(first)).doesNotThrowAnyException();
    }

    @Test
    void is_not_carried_once_it_has_ended() {
        // given
        Granted ended = TestRuns.granted(1, TestRuns.NOW);

        // when / then
        assertThat(token.mayCarry(ended)).isFalse();
        assertThatThrownBy(() -> token.requireUsable(ended)).isInstanceOf(ExpiredTokenException.class);
    }

    @Test
    void is_not_carried_once_coupa_has_refused_it_or_a_later_one() {
        // when
        token.refused(second, System.nanoTime());

        // then
        assertThat(token.mayCarry(first)).isFalse();
        assertThat(token.mayCarry(second)).isFalse();
        assertThatThrownBy(() -> token.requireUsable(second)).isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void is_carried_although_coupa_has_refused_an_earlier_one() {
        // when
        token.refused(first, System.nanoTime());

        // then
        assertThat(token.mayCarry(second)).isTrue();
    }

    @Test
    void is_carried_again_when_it_is_tried_again() {
        // given
        token.refused(first, System.nanoTime());

        // when
        token.tryAgain();

        // then
        assertThat(token.mayCarry(first)).isTrue();
    }

    @Test
    void is_not_spoken_against_by_what_was_sent_before_it_is_tried_again() {
        // given
        long sent = System.nanoTime();
        token.tryAgain();

        // when
        token.refused(first, sent);

        // then
        assertThat(token.mayCarry(first)).isTrue();
    }

    @Test
    void is_the_one_that_was_given_last() {
        // when
        token.use(second);

        // then
        assertThat(token.current()).isEqualTo(second);
        assertThat(token.host()).isEqualTo(second.baseUrl().hostKey());
    }
}
