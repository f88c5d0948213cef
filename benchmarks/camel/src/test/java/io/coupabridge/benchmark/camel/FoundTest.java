package io.coupabridge.benchmark.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The benchmark publishes first versions only; later ones are right too. */
class FoundTest {

    private final Found first = Found.first(
            7,
            "{\"change\":\"NEW\",\"version\":1,\"tenantId\":\"acme\",\"userId\":7}".getBytes(StandardCharsets.UTF_8));

    @Test
    void another_version_differs_in_change_and_version_only() {
        assertThat(new String(first.in(3).value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"change\":\"CHANGED\",\"version\":3,\"tenantId\":\"acme\",\"userId\":7}");
        assertThat(first.in(1)).isSameAs(first);
    }

    @Test
    void the_hash_is_of_all_but_change_and_version() {
        byte[] otherHead = first.value().clone();
        otherHead[2] = 'C';
        byte[] otherContent = first.value().clone();
        otherContent[otherContent.length - 2] = '8';

        assertThat(Found.first(7, otherHead).contentHash()).isEqualTo(first.contentHash());
        assertThat(Found.first(7, otherContent).contentHash()).isNotEqualTo(first.contentHash());
    }
}
