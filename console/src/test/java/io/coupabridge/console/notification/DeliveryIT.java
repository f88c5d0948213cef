package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import io.coupabridge.console.notification.DeliveryLine.State;
import io.coupabridge.console.notification.Subscription.Form;
import io.coupabridge.console.notification.Subscription.Made;
import io.coupabridge.edge.trail.Who;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Each notice arrives at least once and in order, whatever a receiver does. */
@QuarkusTest
class DeliveryIT extends NotificationBed {

    @Inject
    DeliveryQueue queue;

    @Inject
    NotificationMetrics metrics;

    @Inject
    MeterRegistry registry;

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
        assertThat(deliveries.again(Who.SERVICE, tenantItself(), subscription.id(), 1))
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
    void one_that_is_removed_while_a_try_ends_hinders_nobody() {
        // given
        UUID token = UUID.randomUUID();
        Made subscription = subscribe(receiver());
        database.update(
                "update notification_subscription set claim = ?, claimed_until = ? where id = ?",
                token,
                Instant.now().plusSeconds(60),
                subscription.id());
        tell(1);
        eventually(() -> assertThat(line(subscription, 1).tries()).isZero());
        DeliveryClaim claim = new DeliveryClaim(
                token, subscription.id(), owner(), Form.CLOUDEVENTS, "", "", "", token, null, 1, 0, Instant.now());

        // when
        CompletableFuture<Boolean> settled = database.inTransaction(() -> {
            database.query(
                    "select 1 from notification_subscription where id = ? for update", row -> 1, subscription.id());
            CompletableFuture<Boolean> settling =
                    CompletableFuture.supplyAsync(() -> queue.settle(claim, DeliveryTry.of(200)));
            eventually(() -> assertThat(count("select count(*) from pg_locks where not granted"))
                    .isPositive());
            database.update("delete from notification_subscription where id = ?", subscription.id());
            return settling;
        });

        // then
        assertThat(settled).succeedsWithin(SOON).isEqualTo(false);
    }

    @Test
    void an_e_mail_arrives_although_the_server_was_away() throws Exception {
        // given
        Made subscription = subscribeMailbox(owner());
        assertThat(subscription.secret()).isNull();
        tell(1);
        eventually(() -> assertThat(line(subscription, 1).fault()).isEqualTo("CONNECTION"));

        // when
        GreenMail server = startMail();

        // then
        eventually(() -> assertThat(server.getReceivedMessages()).hasSize(1));
        assertThat(server.getReceivedMessages()[0].getSubject())
                .isEqualTo("[Coupa Bridge] A run for " + tenant + " failed: INTERNAL (APPLICATION_ROSTER)");
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
