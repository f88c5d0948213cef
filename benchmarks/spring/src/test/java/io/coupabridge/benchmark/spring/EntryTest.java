package io.coupabridge.benchmark.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The benchmark publishes first versions only; later ones are right too. */
class EntryTest {

    private final Entry first = entry("{\"change\":\"NEW\",\"version\":1,\"tenantId\":\"acme\",\"lineId\":7}");

    @Test
    void a_later_version_says_the_same_as_a_change() {
        Entry later = first.inVersion(12);

        assertThat(new String(later.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"change\":\"CHANGED\",\"version\":12,\"tenantId\":\"acme\",\"lineId\":7}");
        assertThat(later.version()).isEqualTo(12);
    }

    @Test
    void the_first_version_is_published_as_it_was_written() {
        assertThat(first.inVersion(1)).isSameAs(first);
    }

    @Test
    void the_hash_is_of_what_the_record_says() {
        byte[] otherHead = first.value().clone();
        otherHead[2] = 'C';
        byte[] otherContent = first.value().clone();
        otherContent[otherContent.length - 2] = '8';

        assertThat(Entry.first(7, otherHead).contentHash()).isEqualTo(first.contentHash());
        assertThat(Entry.first(7, otherContent).contentHash()).isNotEqualTo(first.contentHash());
    }

    private static Entry entry(String json) {
        return Entry.first(7, json.getBytes(StandardCharsets.UTF_8));
    }
}
