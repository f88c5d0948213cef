package io.coupabridge.edge.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedAddressTest {

    private static final URI TEST_ORIGIN = URI.create("http://127.0.0.1:9081");
    private static final BaseUrlRules RULES = new BaseUrlRules(Set.of(), Set.of(TEST_ORIGIN));
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final BaseUrl ACME = new BaseUrl(URI.create("https://acme.coupahost.com"));

    @Test
    void connects_to_the_address_that_was_checked() {
        assertThat(resolvingTo("8.8.8.8", "1.1.1.1").of(ACME))
                .succeedsWithin(BOUND)
                .isEqualTo("8.8.8.8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "100.64.0.1", "::ffff:10.0.0.1"})
    void refuses_a_host_of_which_any_address_is_not_public(String address) {
        assertThat(resolvingTo("8.8.8.8", address).of(ACME))
                .failsWithin(BOUND)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(PinnedAddress.NotPublicException.class);
    }

    @Test
    void leaves_an_allowed_origin_as_it_is() {
        assertThat(resolvingTo("10.0.0.1").of(new BaseUrl(TEST_ORIGIN))).isCompletedWithValue("127.0.0.1");
    }

    @Test
    void waits_for_no_resolver_and_lets_a_bounded_number_of_look_ups_hang() {
        // given a resolver that does not answer
        CountDownLatch answer = new CountDownLatch(1);
        PinnedAddress addresses = new PinnedAddress(RULES, host -> {
            answer.await();
            throw new UnknownHostException(host);
        });

        // when
        List<CompletableFuture<String>> lookUps =
                Stream.generate(() -> addresses.of(ACME)).limit(101).toList();

        // then
        assertThat(lookUps.subList(0, 100)).noneMatch(CompletableFuture::isDone);
        assertThat(lookUps.get(100))
                .failsWithin(BOUND)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(RejectedExecutionException.class);
        answer.countDown();
        assertThat(lookUps.get(0))
                .failsWithin(BOUND)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(UnknownHostException.class);
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
