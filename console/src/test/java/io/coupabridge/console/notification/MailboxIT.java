package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import io.coupabridge.console.Teller;
import io.coupabridge.testing.Browser;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mailbox is told once somebody who reads it wants that. */
@QuarkusTest
class MailboxIT extends NotificationBed {

    private String page;

    @BeforeEach
    void connect() {
        teller.tell(Teller.active(tenant, 1));
        awaitTenant(tenant);
        page = "/tenants/" + tenant + "/notifications";
    }

    @Test
    void nothing_is_sent_before_somebody_confirms_and_a_look_confirms_nothing() throws Exception {
        // given
        GreenMail mail = startMail();
        add();
        String link = URI.create(linkSent()).getPath();
        Browser reader = Browser.of(console, "auditor");

        // when
        HttpResponse<String> asked = reader.get(link);
        tellAndAwait();
        HttpResponse<String> confirmed = reader.submit(link);
        tellAndAwait();

        // then
        assertThat(asked.body()).contains("ann@example.com", "the tenant " + tenant, "Confirm");
        assertThat(confirmed.body()).contains("The mailbox is told of what happens from now on.");
        eventually(() -> assertThat(mail.getReceivedMessages()).hasSize(2));
        assertThat(mail.getReceivedMessages()[1].getSubject()).contains("A run for " + tenant + " failed");
        assertThat(count(
                        "select count(*) from notification_delivery d join notice n on n.id = d.notice where n.tenant = ?",
                        tenant.value()))
                .isEqualTo(1);
    }

    @Test
    void a_link_is_used_once() {
        // given
        startMail();
        add();
        String link = URI.create(linkSent()).getPath();
        Browser reader = Browser.of(console, "operator");
        reader.submit(link);

        // when
        HttpResponse<String> again = reader.submit(link);

        // then
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.body()).contains("There is no such link: it was used, or it has ended.");
        assertThat(reader.get(link).statusCode()).isEqualTo(404);
        assertThat(count(
                        "select count(*) from trail_entry where tenant = ? and action = 'NOTIFICATION_CONFIRMED'",
                        tenant.value()))
                .isEqualTo(1);
    }

    @Test
    void a_link_that_has_ended_is_none_and_its_mailbox_is_forgotten() {
        // given
        startMail();
        add();
        String link = URI.create(linkSent()).getPath();
        database.update(
                "update notification_subscription set link_until = ? where tenant = ?", Instant.now(), tenant.value());

        // when
        HttpResponse<String> late = Browser.of(console, "operator").submit(link);
        mailboxes.forgetUnconfirmed();

        // then
        assertThat(late.statusCode()).isEqualTo(404);
        assertThat(subscriptions.of(tenantItself())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%27%20or%201=1"})
    void a_forged_link_is_none(String link) {
        // given
        Browser reader = Browser.of(console, "operator");

        // when
        HttpResponse<String> asked = reader.get("/mailboxes/" + link);
        HttpResponse<String> confirmed = reader.submit("/mailboxes/" + link);

        // then
        assertThat(List.of(asked, confirmed)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("There is no such link");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%2Fb"})
    void an_address_that_can_hold_no_link_is_refused(String link) {
        // given
        Browser reader = Browser.of(console, "operator");

        // then
        assertThat(reader.get("/mailboxes/" + link).statusCode()).isIn(400, 404);
        assertThat(reader.submit("/mailboxes/" + link).statusCode()).isIn(400, 404);
    }

    @Test
    void who_does_not_see_the_tenant_confirms_nothing() {
        // given
        startMail();
        add();
        String link = URI.create(linkSent()).getPath();
        Browser other = Browser.of(console, "integration-admin", freshTenant().value());

        // then
        assertThat(other.get(link).statusCode()).isEqualTo(404);
        assertThat(other.submit(link).statusCode()).isEqualTo(404);
        assertThat(Browser.of(console, "integration-admin", tenant.value())
                        .submit(link)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_form_that_is_not_the_pages_own_confirms_nothing() {
        // given
        startMail();
        add();
        String link = URI.create(linkSent()).getPath();
        Browser reader = Browser.of(console, "auditor");

        // when
        HttpResponse<String> withoutToken = reader.submitAsItIs(link, List.of("x", "y"));
        HttpResponse<String> ofAnotherSite =
                reader.submitAsItIs(link, List.of("x", "y"), "Origin", "https://elsewhere.example.com");

        // then
        assertThat(withoutToken.statusCode()).isEqualTo(400);
        assertThat(withoutToken.body()).contains("This page is too old.");
        assertThat(ofAnotherSite.statusCode()).isEqualTo(403);
        assertThat(count(
                        "select count(*) from trail_entry where tenant = ? and action = 'NOTIFICATION_CONFIRMED'",
                        tenant.value()))
                .isZero();
        assertThat(reader.submit(link).body()).contains("The mailbox is told of what happens from now on.");
    }

    @Test
    void who_has_no_login_confirms_nothing() {
        // given
        startMail();
        add();

        // when
        HttpResponse<String> answer =
                new Browser(console).get(URI.create(linkSent()).getPath());

        // then
        assertThat(answer.uri().getPath()).endsWith("/authorize");
    }

    @Test
    void a_mailbox_whose_link_cannot_be_handed_over_is_not_added() {
        // when
        HttpResponse<String> refused = add();

        // then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("The e-mail with the link could not be handed over. Nothing was added");
        assertThat(subscriptions.of(tenantItself())).isEmpty();
        assertThat(count("select count(*) from notification_subscription where tenant = ?", tenant.value()))
                .isZero();
    }

    /** Else anybody could have links sent to anybody without end. */
    @Test
    void a_mailbox_that_is_removed_before_it_is_confirmed_counts_on() {
        // given
        startMail();
        add();
        String link = URI.create(linkSent()).getPath();
        UUID id = subscriptions.of(tenantItself()).get(0).id();
        Browser admin = Browser.of(console, "integration-admin", tenant.value());

        // when
        HttpResponse<String> removed = admin.submit(page + "/" + id + "/remove");
        HttpResponse<String> again = admin.submit(page + "/" + id + "/remove");

        // then
        assertThat(removed.body()).contains("Nobody yet.").doesNotContain("ann@example.com");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(admin.get(link).statusCode()).isEqualTo(404);
        assertThat(count("select count(*) from notification_subscription where tenant = ?", tenant.value()))
                .isEqualTo(1);
    }

    private HttpResponse<String> add() {
        return Browser.of(console, "integration-admin", tenant.value())
                .submit(
                        page,
                        "as",
                        "EMAIL",
                        "target",
                        "ann@example.com",
                        "kind",
                        "RUN_FAILED",
                        "form",
                        UUID.randomUUID().toString());
    }

    private void tellAndAwait() {
        tell(1);
        eventually(() -> assertThat(
                        count("select count(*) from notice where tenant = ? and not distributed", tenant.value()))
                .isZero());
    }
}
