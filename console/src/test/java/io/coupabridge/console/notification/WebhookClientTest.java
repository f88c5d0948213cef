package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.console.notification.DeliveryTry.Fault;
import io.coupabridge.edge.address.PinnedAddress;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Posts to a receiver on loopback that misbehaves. */
@Timeout(60)
class WebhookClientTest {

    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Vertx vertx = Vertx.vertx();
    private final Receiver receiver = new Receiver();
    private final BaseUrlRules rules = new BaseUrlRules(Set.of(), Set.of(receiver.origin()));
    private final WebhookClient client = client(host -> InetAddress.getAllByName("127.0.0.1"));

    @AfterEach
    void stop() {
        client.close();
        receiver.close();
        vertx.close();
    }

    @Test
    void posts_body_and_headers() {
        // when
        DeliveryTry answer = client.post(address("/hook?key=1"), Map.of("webhook-id", "7"), BODY);

        // then
        assertThat(answer).isEqualTo(new DeliveryTry(200, null));
        assertThat(receiver.received()).singleElement().satisfies(post -> {
            assertThat(post.target()).isEqualTo("/hook?key=1");
            assertThat(post.body()).isEqualTo("{}");
            assertThat(post.headers()).containsEntry("webhook-id", "7");
        });
    }

    @Test
    void follows_no_redirect() {
        // given
        receiver.redirectsTo("/elsewhere");

        // then
        assertThat(post()).isEqualTo(new DeliveryTry(302, Fault.REDIRECTED));
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void tells_a_refusal_by_its_status() {
        receiver.answers(500);

        assertThat(post()).isEqualTo(new DeliveryTry(500, Fault.REFUSED));
    }

    @Test
    void reads_of_ten_megabytes_no_more_than_it_must() {
        // given
        receiver.answersMegabytes(10);

        // when
        DeliveryTry answer = post();

        // then
        assertThat(answer).isEqualTo(new DeliveryTry(200, null));
        assertThat(receiver.written()).isLessThan(10L << 20);
    }

    @Test
    void waits_for_nobody_longer_than_ten_seconds() {
        // given what is slow the first time is done
        post();
        receiver.hangs();
        long start = System.nanoTime();

        // when
        DeliveryTry answer = post();

        // then
        assertThat(answer).isEqualTo(DeliveryTry.failed(Fault.TIMEOUT));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(20));
    }

    @Test
    void a_connection_that_is_reset_is_a_failed_try() {
        receiver.resets();

        assertThat(post()).isEqualTo(DeliveryTry.failed(Fault.CONNECTION));
    }

    @Test
    void sends_nothing_into_a_private_network() {
        // given
        WebhookAddress address = new WebhookAddress(new BaseUrl(URI.create("https://hooks.example.com")), "/");

        // when
        DeliveryTry answer = client.post(address, Map.of(), BODY);

        // then
        assertThat(answer).isEqualTo(DeliveryTry.failed(Fault.ADDRESS_NOT_PUBLIC));
        assertThat(client.lookUp(address)).isEqualTo(Fault.ADDRESS_NOT_PUBLIC);
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void a_name_that_leads_nowhere_is_a_failed_try() {
        WebhookClient lost = client(host -> {
            throw new UnknownHostException(host);
        });

        assertThat(lost.post(
                        new WebhookAddress(new BaseUrl(URI.create("https://hooks.example.com")), "/"), Map.of(), BODY))
                .isEqualTo(DeliveryTry.failed(Fault.HOST_NOT_FOUND));
    }

    private WebhookClient client(PinnedAddress.Resolver resolver) {
        return new WebhookClient(new PinnedAddress(rules, resolver), vertx);
    }

    private DeliveryTry post() {
        return client.post(address("/"), Map.of(), BODY);
    }

    private WebhookAddress address(String target) {
        return new WebhookAddress(new BaseUrl(receiver.origin()), target);
    }
}
