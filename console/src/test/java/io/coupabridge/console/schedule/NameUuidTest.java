package io.coupabridge.console.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class NameUuidTest {

    /** The namespace of domain names, RFC 9562, section 6.6. */
    private static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    @Test
    void a_name_gives_the_uuid_of_the_rfcs_example() {
        // when: RFC 9562, appendix A.4
        UUID uuid = NameUuid.of(DNS, "www.example.com");

        // then
        assertThat(uuid).isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
        assertThat(uuid.version()).isEqualTo(5);
        assertThat(uuid.variant()).isEqualTo(2);
    }
}
