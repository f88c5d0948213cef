package io.coupabridge.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.service.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostsTest {

    @Test
    void a_host_says_what_is_used_of_its_ceiling_and_for_how_long_it_is_silent() {
        // given
        Reply reply = TokenAgesTest.reply("{\"hosts\": ["
                + "{\"host\": \"a\", \"ceiling\": 10, \"rate\": 0.7, \"silentSeconds\": 12, \"callers\": 2},"
                + "{\"host\": \"b\", \"rate\": 1.0, \"silentSeconds\": 0, \"callers\": 0}], \"next\": \"b\"}");

        // when
        Hosts hosts = Hosts.of(reply);

        // then
        assertThat(hosts.hosts())
                .containsExactly(
                        new Hosts.Host("a", 10L, 70, Duration.ofSeconds(12), 2L),
                        new Hosts.Host("b", null, 100, null, 0L));
        assertThat(hosts.more()).isTrue();
    }
}
