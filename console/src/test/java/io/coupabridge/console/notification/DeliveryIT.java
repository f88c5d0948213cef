package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.coupabridge.console.notification.DeliveryLine.State;
import io.coupabridge.console.notification.Subscription.Form;
import io.coupabridge.console.notification.Subscription.Made;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.secrets.KeysetFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Each notice arrives at least once and in order, whatever a receiver does. */
@QuarkusTest
class DeliveryIT extends NotificationBed {

    @Inject
    DeliveryQueue queue;

    @Inject
    SealedTargets sealed;

    @Inject
    NotificationSecrets secrets;

    @Inject
    NotificationMetrics metrics;

    @Inject
    MeterRegistry registry;

    @ConfigProperty(name = NotificationSecrets.SETTING)
    Path keyset;

    @Test
    void a_receiver_that_fails_for_a_while_gets_all_in_order() {
        // given
        Receiver receiver = receiver();
        receiver.failsAtFirst(2);
        subscribe(receiver);

        // when
        tell(20);

        // then
        eventually(() -> assertThat(sequences(receiver))
                .isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList()));
        assertThat(receiver.received()).hasSize(22);
        assertThat(receiver.received().subList(0, 3))
                .extracting(post -> post.headers().get("webhook-id"))
                .containsOnly(receiver.received().get(0).headers().get("webhook-id"));
    }

    @Test
    void a_receiver_that_hangs_delays_no_other() {
        // given
        Receiver slow = receiver();
        slow.hangs();
        subscribe(slow);
        Receiver quick = receiver();
        subscribe(quick);
        Instant start = Instant.now();

        // when
        tell(5);

        // then
        eventually(() -> assertThat(sequences(quick)).hasSize(5));
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));
        assertThat(slow.received()).hasSize(1);
    }

    @Test
    void a_redirect_is_not_followed_and_what_waits_can_be_sent_at_once() {
        // given
        Receiver receiver = receiver();
        receiver.redirectsTo("/elsewhere");
        Made subscription = subscribe(receiver);
        tell(1);
        eventually(() -> assertThat(line(subscription, 1).tries()).isGreaterThanOrEqualTo(2));

        // when
        receiver.answers(204);
        boolean found = deliveries.again(Who.SERVICE, owner(), subscription.id(), 1);

        // then
        assertThat(found).isTrue();
        eventually(() -> assertThat(line(subscription, 1).state()).isEqualTo(State.DELIVERED));
        assertThat(receiver.received())
                .allSatisfy(post -> assertThat(post.target()).startsWith("/hook"));
    }

    @Test
    void a_delivery_says_how_it_stands() {
        // given
        Receiver receiver = receiver();
        receiver.answers(503);
        Made subscription = subscribe(receiver);

        // when
        tell(2);

        // then
        eventually(() -> {
            DeliveryLine first = line(subscription, 1);
            assertThat(first.state()).isEqualTo(State.WAITING);
            assertThat(first.tries()).isPositive();
            assertThat(first.status()).isEqualTo(503);
            assertThat(first.fault()).isEqualTo("REFUSED");
            assertThat(first.nextTry()).isNotNull();
            assertThat(line(subscription, 2).nextTry()).isNull();
        });
        assertThat(subscriptions.of(owner()).get(0).waiting()).isEqualTo(2);
        metrics.look();
        assertThat(registry.get("coupabridge.notifications.waiting").gauge().value())
                .isGreaterThanOrEqualTo(2);
        assertThat(registry.get("coupabridge.notifications.oldest.age")
                        .timeGauge()
                        .value())
                .isNotNegative();
    }

    @Test
    void what_was_delivered_can_be_sent_again_with_the_same_id() {
        // given
        Receiver receiver = receiver();
        Made subscription = subscribe(receiver);
        tell(1);
        eventually(() -> assertThat(line(subscription, 1).state()).isEqualTo(State.DELIVERED));

        // when
        deliveries.again(Who.SERVICE, owner(), subscription.id(), 1);

        // then
        eventually(() -> assertThat(receiver.received()).hasSize(2));
        assertThat(receiver.received())
                .extracting(post -> post.headers().get("webhook-id"))
                .containsOnly(receiver.received().get(0).headers().get("webhook-id"));
        assertThat(deliveries.again(Who.SERVICE, Owner.OPERATORS, subscription.id(), 1))
                .isFalse();
    }

    @Test
    void an_answer_of_ten_megabytes_and_a_reset_do_no_harm() {
        // given
        Receiver large = receiver();
        large.answersMegabytes(10);
        Made toLarge = subscribe(large);
        Receiver broken = receiver();
        broken.resets();
        Made toBroken = subscribe(broken);

        // when
        tell(1);

        // then
        eventually(() -> assertThat(line(toLarge, 1).state()).isEqualTo(State.DELIVERED));
        eventually(() -> assertThat(line(toBroken, 1).fault()).isEqualTo("CONNECTION"));
        broken.answers(200);
        eventually(() -> assertThat(line(toBroken, 1).state()).isEqualTo(State.DELIVERED));
    }

    @Test
    void after_a_day_a_delivery_is_given_up_and_the_next_is_tried() {
        // given
        Receiver receiver = receiver();
        receiver.failsAtFirst(1);
        Made subscription = subscribe(receiver);
        database.update(
                "update notification_subscription set claimed_until = ?",
                Instant.now().plusSeconds(60));
        tell(2);
        eventually(() ->
                assertThat(deliveries.of(owner(), subscription.id(), 9, 9)).hasSize(2));
        database.update(
                "update notification_delivery set queued_at = ? where subscription = ? and sequence = 1",
                Instant.now().minus(Duration.ofHours(25)),
                subscription.id());

        // when
        database.update("update notification_subscription set claimed_until = null");

        // then
        eventually(() -> assertThat(line(subscription, 2).state()).isEqualTo(State.DELIVERED));
        assertThat(line(subscription, 1).state()).isEqualTo(State.GIVEN_UP);
        assertThat(line(subscription, 1).status()).isEqualTo(500);
    }

    @Test
    void a_claim_of_somebody_who_died_ends_by_itself() {
        // given
        Receiver receiver = receiver();
        Made subscription = subscribe(receiver);
        database.update(
                "update notification_subscription set claim = gen_random_uuid(), claimed_until = ? where id = ?",
                Instant.now().plusSeconds(3),
                subscription.id());

        // when
        tell(1);

        // then
        eventually(() -> assertThat(line(subscription, 1).state()).isEqualTo(State.DELIVERED));
    }

    @Test
    void after_a_rotation_both_secrets_sign() {
        // given
        Receiver receiver = receiver();
        Made subscription = subscribe(receiver);

        // when
        Made rotated =
                subscriptions.rotate(Who.SERVICE, owner(), subscription.id()).orElseThrow();
        tell(1);

        // then
        eventually(() -> assertThat(receiver.received()).hasSize(1));
        assertThat(rotated.secret()).isNotEqualTo(subscription.secret());
        assertVerifies(subscription.secret(), receiver.received().get(0));
        assertVerifies(rotated.secret(), receiver.received().get(0));
        assertThat(subscriptions.rotate(Who.SERVICE, Owner.OPERATORS, subscription.id()))
                .isEmpty();
    }

    @Test
    void an_operators_webhook_is_told_of_every_tenant_and_a_tenants_of_its_own() {
        // given
        Receiver ofOperators = receiver();
        Made all = subscribe(Owner.OPERATORS, Form.SLACK, ofOperators.origin() + "/");
        Receiver ofAnother = receiver();
        Owner another = new Owner(freshTenant());
        subscribe(another, Form.CLOUDEVENTS, ofAnother.origin() + "/");

        // when
        tell(1);

        // then
        eventually(() -> assertThat(ofOperators.received())
                .anySatisfy(post -> assertThat(event(post).path("text").asText())
                        .startsWith("*A run for " + tenant + " failed: INTERNAL")));
        assertThat(ofAnother.received()).isEmpty();
        subscriptions.remove(Who.SERVICE, Owner.OPERATORS, all.id());
        assertThat(subscriptions.of(Owner.OPERATORS)).isEmpty();
    }

    @Test
    void an_e_mail_arrives_although_the_server_was_away() throws Exception {
        // given
        Made subscription = subscribe(owner(), Form.EMAIL, "ann@example.com");
        assertThat(subscription.secret()).isNull();
        tell(1);
        eventually(() -> assertThat(line(subscription, 1).fault()).isEqualTo("CONNECTION"));
        GreenMail server = new GreenMail(
                new ServerSetup(NotificationTestResource.mailPort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

        // when
        server.start();

        // then
        try {
            eventually(() -> assertThat(server.getReceivedMessages()).hasSize(1));
            assertThat(server.getReceivedMessages()[0].getSubject())
                    .isEqualTo("[Coupa Bridge] A run for " + tenant + " failed: INTERNAL (APPLICATION_ROSTER)");
        } finally {
            server.stop();
        }
    }

    @Test
    void neither_address_nor_secret_is_stored_or_told_in_clear() {
        // given
        Receiver receiver = receiver();

        // when
        Made subscription = subscribe(receiver);

        // then
        String row = database.one(
                        "select s::text from notification_subscription s where id = ?",
                        found -> found.getString(1),
                        subscription.id())
                .orElseThrow();
        String trail = String.join(
                "\n",
                database.query(
                        "select detail from trail_entry where tenant = ?",
                        found -> found.getString(1),
                        tenant.value()));
        assertThat(row + trail)
                .doesNotContain(
                        "planted", subscription.secret(), subscription.secret().substring(6));
        assertThat(trail).contains(subscription.id().toString(), "127.0.0.1");
        assertThat(subscriptions.of(owner()).get(0).shown())
                .isEqualTo(receiver.origin().toString());
    }

    @Test
    void keys_change_while_they_are_in_use() {
        // given
        Receiver receiver = receiver();
        Made subscription = subscribe(receiver);
        long old = secrets.sealer().orElseThrow().keyset().primary();
        KeysetFile.rotate(keyset);
        secrets.sealer().orElseThrow().keyset().reload();
        assertThat(sealed.objection(Set.of(old))).contains("lacks keys of [" + old + "]");

        // when
        sealed.sealAgain();

        // then
        assertThat(sealed.objection(Set.of(old))).isEmpty();
        tell(1);
        eventually(() -> assertThat(receiver.received()).hasSize(1));
        assertVerifies(subscription.secret(), receiver.received().get(0));
    }

    @Test
    void addresses_that_will_not_do_are_refused_in_a_sentence() {
        for (String address : List.of(
                "http://hooks.example.com/planted",
                "https://10.0.0.1/planted",
                "https://localhost/planted",
                "https://planted.invalid/")) {
            assertThatThrownBy(() -> subscribe(owner(), Form.CLOUDEVENTS, address))
                    .as(address)
                    .isInstanceOf(RefusedSubscriptionException.class)
                    .message()
                    .doesNotContain("planted");
        }
    }

    @Test
    void two_replicas_number_deliveries_without_gaps() {
        // given
        Receiver receiver = receiver();
        subscribe(receiver);
        Thread other = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                queue.distribute();
            }
        });

        // when
        other.start();
        tell(50);

        // then
        eventually(() -> assertThat(sequences(receiver))
                .isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList()));
    }
}
