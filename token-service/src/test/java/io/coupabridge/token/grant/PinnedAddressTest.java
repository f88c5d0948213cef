package io.coupabridge.token.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedAddressTest {

    private static final URI TEST_ORIGIN = URI.create("http://127.0.0.1:9081");
    private static final BaseUrlRules RULES = new BaseUrlRules(Set.of(), Set.of(TEST_ORIGIN));
    private static final BaseUrl ACME = new BaseUrl(URI.create("https://acme.coupahost.com"));

    @Test
    void connects_to_the_address_that_was_checked() throws UnknownHostException {
        assertThat(resolvingTo("8.8.8.8", "1.1.1.1").of(ACME)).isEqualTo("8.8.8.8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "100.64.0.1", "::ffff:10.0.0.1"})
    void refuses_a_host_of_which_any_address_is_not_public(String address) {
        assertThatThrownBy(() -> resolvingTo("8.8.8.8", address).of(ACME))
                .isInstanceOf(PinnedAddress.NotPublicException.class);
    }

    @Test
    void leaves_an_allowed_origin_as_it_is() throws UnknownHostException {
        assertThat(resolvingTo("10.0.0.1").of(new BaseUrl(TEST_ORIGIN))).isEqualTo("127.0.0.1");
    }

    private static PinnedAddress resolvingTo(String... literals) {
        InetAddress[] addresses = Arrays.stream(literals)
                .map(literal -> {
                    try {
                        return InetAddress.getByName(literal);
                    } catch (UnknownHostException e) {
                        throw new IllegalArgumentException(e);
                    }
                })
                .toArray(InetAddress[]::new);
        return new PinnedAddress(RULES, host -> addresses);
    }
}
