package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClosedScreenTest {

    @Test
    void only_who_has_sent_something_reads_that_it_was_not_saved() {
        assertThat(ClosedScreen.trouble(503, true).what()).contains("not saved");
        assertThat(ClosedScreen.trouble(503, false).what()).doesNotContain("not saved");
    }
}
