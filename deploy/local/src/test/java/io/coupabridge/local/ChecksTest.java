package io.coupabridge.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChecksTest {

    private final Checks checks = new Checks();

    @Test
    void hold_when_every_promise_was_kept() {
        // given
        checks.expect("the sun rises", true, "it rose");

        // when, then
        assertThat(checks.allHeld()).isTrue();
        assertThat(checks.summary()).isEqualTo("All 1 checks held.");
    }

    @Test
    void name_the_promise_that_was_broken_and_what_was_found() {
        // given
        checks.expect("the sun rises", true, "it rose");
        checks.expect("the rain stops", false, "a flood");

        // when, then
        assertThat(checks.allHeld()).isFalse();
        assertThat(checks.summary()).startsWith("1 of 2 checks did not hold").contains("the rain stops", "a flood");
    }
}
