package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coupabridge.console.notification.Subscription.Form;
import io.coupabridge.console.notification.Subscription.Made;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.secrets.KeysetFile;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Who is told, and how addresses and secrets are kept. */
@QuarkusTest
class SubscriptionIT extends NotificationBed {

    @Inject
    SealedTargets sealed;

    @Inject
    NotificationSecrets secrets;

    @ConfigProperty(name = NotificationSecrets.SETTING)
    Path keyset;

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
        assertThat(subscriptions.rotate(Who.SERVICE, tenantItself(), subscription.id()))
                .isEmpty();
    }

    @Test
    void a_secret_that_signs_no_more_is_forgotten() {
        // given
        Made subscription = subscribe(receiver());
        subscriptions.rotate(Who.SERVICE, owner(), subscription.id());
        String old = "select count(*) from notification_subscription where id = ? and old_secret is not null";
        subscriptions.forgetOldSecrets();
        assertThat(count(old, subscription.id())).isEqualTo(1);
        database.update(
                "update notification_subscription set old_until = ? where id = ?", Instant.now(), subscription.id());

        // when
        subscriptions.forgetOldSecrets();

        // then
        assertThat(count(old, subscription.id())).isZero();
    }

    @Test
    void an_operators_webhook_is_told_of_every_tenant_and_a_tenants_of_its_own() {
        // given
        Receiver ofOperators = receiver();
        Made all = subscribe(Owner.OPERATORS, Form.SLACK, ofOperators.origin() + "/");
        Owner another = new Owner(freshTenant());
        Made ofAnother = subscribeMailbox(another);
        Made ofTenant = subscribeMailbox(tenantItself());

        // when
        tell(1);

        // then
        eventually(() -> assertThat(ofOperators.received())
                .anySatisfy(post -> assertThat(event(post).path("text").asText())
                        .startsWith("*A run for " + tenant + " failed: INTERNAL")));
        assertThat(deliveries.of(tenantItself(), ofTenant.id(), 9, 9)).hasSize(1);
        assertThat(deliveries.of(another, ofAnother.id(), 9, 9)).isEmpty();
        subscriptions.remove(Who.SERVICE, another, ofAnother.id());
        subscriptions.remove(Who.SERVICE, Owner.OPERATORS, all.id());
        assertThat(subscriptions.of(Owner.OPERATORS)).isEmpty();
    }

    @Test
    void no_more_than_ten_are_added_however_many_ask_at_once() {
        // given
        String target = receiver().origin() + "/hook";
        ExecutorService threads = Executors.newFixedThreadPool(30);
        CountDownLatch start = new CountDownLatch(30);

        // when
        List<CompletableFuture<Made>> asked = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> {
                            start.countDown();
                            awaitOthers(start);
                            return subscribe(owner(), Form.CLOUDEVENTS, target);
                        },
                        threads))
                .limit(30)
                .toList();

        // then
        assertThat(asked)
                .filteredOn(each -> each.handle((made, fault) -> fault == null).join())
                .hasSize(10);
        assertThat(asked)
                .filteredOn(CompletableFuture::isCompletedExceptionally)
                .allSatisfy(each -> assertThatThrownBy(each::join)
                        .cause()
                        .isInstanceOf(RefusedSubscriptionException.class)
                        .hasMessageStartingWith("There are 10 already."));
        assertThat(subscriptions.of(owner())).hasSize(10);
        threads.shutdownNow();
    }

    private static void awaitOthers(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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
                        "select detail from trail_entry where detail like ?",
                        found -> found.getString(1),
                        "%" + subscription.id() + "%"));
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
        assertThat(sealed.objection(Set.of(old))).contains("lacks keys of [" + old + "]");
        KeysetFile.rotate(keyset);
        secrets.sealer().orElseThrow().keyset().reload();

        // when
        sealed.sealAgain();

        // then
        assertThat(sealed.objection(Set.of(old))).isEmpty();
        tell(1);
        eventually(() -> assertThat(receiver.received()).hasSize(1));
        assertVerifies(subscription.secret(), receiver.received().get(0));
    }

    @Test
    void a_tenants_notices_do_not_go_to_the_operators_receivers() {
        // given
        Receiver receiver = receiver();

        // then
        assertThatThrownBy(() -> subscribe(tenantItself(), Form.CLOUDEVENTS, receiver.origin() + "/planted"))
                .isInstanceOf(RefusedSubscriptionException.class)
                .message()
                .doesNotContain("planted");
    }

    @Test
    void what_is_stored_already_goes_there_no_more() {
        // given
        Receiver receiver = receiver();
        Made subscription = subscribe(receiver);
        database.update(
                "update notification_subscription set tenant = ? where id = ?", tenant.value(), subscription.id());

        // when
        tell(1);

        // then
        eventually(() -> assertThat(deliveries.of(tenantItself(), subscription.id(), 9, 9))
                .extracting(DeliveryLine::fault)
                .containsExactly("ADDRESS_NOT_ALLOWED"));
        assertThat(receiver.received()).isEmpty();
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
}
