package io.coupabridge.token.connect;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectLinkResourceTest {

    @Test
    void without_a_public_url_there_is_no_link_and_the_setting_is_named() {
        // given
        ConnectConfig nothing = new ConnectConfig() {

            @Override
            public Optional<String> publicUrl() {
                return Optional.empty();
            }

            @Override
            public Optional<Set<String>> frameAncestors() {
                return Optional.empty();
            }
        };

        // when, then
        assertThatThrownBy(() -> new ConnectLinkResource(null, nothing, null).make("northwind", "{}"))
                .hasMessageContaining("coupabridge.connect.public-url");
    }
}
