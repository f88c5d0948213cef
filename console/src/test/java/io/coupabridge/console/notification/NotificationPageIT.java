package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.console.Teller;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.testing.Browser;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told is seen and changed on pages, without a script. */
@QuarkusTest
class NotificationPageIT extends NotificationBed {

    private static final Pattern SECRET = Pattern.compile("whsec_[A-Za-z0-9+/=]+");

    private static final String OF_ALL = "/notifications";

    private String page;

    @BeforeEach
    void connect() {
        teller.tell(Teller.active(tenant, 1));
        awaitTenant(tenant);
        page = "/tenants/" + tenant + "/notifications";
    }

    @Test
    void an_operator_adds_a_webhook_and_sees_its_secret_once() {
        // given
        Receiver receiver = receiver();
        Browser operator = Browser.of(console, "operator");

        // when
        HttpResponse<String> added = add(operator, OF_ALL, receiver, UUID.randomUUID());

        // then
        assertThat(added.statusCode()).isEqualTo(200);
        Matcher secret = SECRET.matcher(added.body().replace("&#x3D;", "=").replace("&#43;", "+"));
        assertThat(secret.find()).isTrue();
        String list = operator.get(OF_ALL).body();
        assertThat(list).contains(receiver.origin().toString()).doesNotContain("planted", "whsec_");
        tell(1);
        eventually(() -> assertThat(receiver.received()).hasSize(1));
        assertVerifies(secret.group(), receiver.received().get(0));
    }

    @Test
    void an_admin_adds_a_mailbox_and_no_receiver_of_the_operators() {
        // given
        startMail();
        Browser admin = Browser.of(console, "integration-admin", tenant.value());
        String form = UUID.randomUUID().toString();

        // when
        HttpResponse<String> added =
                admin.submit(page, "as", "EMAIL", "target", "ann@example.com", "kind", "RECOVERED", "form", form);
        HttpResponse<String> refused = add(admin, page, receiver(), UUID.randomUUID());

        // then
        assertThat(added.statusCode()).isEqualTo(200);
        assertThat(added.body()).contains("A link was sent to the mailbox.", "Not confirmed yet.");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(subscriptions.of(tenantItself()))
                .extracting(Subscription::shown)
                .containsExactly("ann@example.com");
    }

    @Test
    void deliveries_are_seen_and_sent_again() {
        // given
        Receiver receiver = receiver();
        UUID id = subscribe(receiver).id();
        Browser operator = Browser.of(console, "operator");
        tell(1);
        eventually(() -> assertThat(operator.get(OF_ALL + "/" + id).body()).contains("delivered"));

        // when
        HttpResponse<String> again = operator.submit(OF_ALL + "/" + id + "/deliveries/1");

        // then
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("It is sent again now.", "A run for " + tenant + " failed");
        eventually(() -> assertThat(receiver.received()).hasSize(2));
    }

    @Test
    void older_deliveries_are_offered_only_if_there_are_some() {
        // given
        UUID id = subscribe(receiver()).id();
        String first = OF_ALL + "/" + id;
        Browser operator = Browser.of(console, "operator");
        tell(50);
        eventually(() -> assertThat(operator.get(first).body()).contains(">50</th>"));

        // when
        String whole = operator.get(first).body();
        tell(1);
        eventually(() -> assertThat(operator.get(first).body()).contains(">51</th>"));
        String more = operator.get(first).body();

        // then
        assertThat(whole).doesNotContain("Older ones");
        assertThat(more).contains("Older ones");
        assertThat(operator.get(first + "?before=2").body()).contains(">1</th>").doesNotContain("Older ones");
    }

    @Test
    void a_form_that_is_sent_twice_adds_one() {
        // given
        Receiver receiver = receiver();
        UUID form = UUID.randomUUID();
        Browser operator = Browser.of(console, "operator");
        add(operator, OF_ALL, receiver, form);

        // when
        HttpResponse<String> second = add(operator, OF_ALL, receiver, form);

        // then
        assertThat(second.statusCode()).isEqualTo(400);
        assertThat(second.body()).contains("This form was sent before.");
        assertThat(subscriptions.of(owner())).hasSize(1);
    }

    @Test
    void what_is_wrong_with_an_address_stands_beside_it() {
        // given
        Browser admin = Browser.of(console, "integration-admin", tenant.value());

        // when
        HttpResponse<String> refused = admin.submit(
                page,
                "as",
                "CLOUDEVENTS",
                "target",
                "http://hooks.example.com/planted",
                "kind",
                "RECOVERED",
                "form",
                UUID.randomUUID().toString());

        // then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("The address must start with https://", "aria-invalid=\"true\"")
                .doesNotContain("planted");
    }

    @Test
    void a_secret_is_renewed_and_a_webhook_removed() {
        // given
        UUID id = subscribe(receiver()).id();
        Browser operator = Browser.of(console, "operator");

        // when
        HttpResponse<String> rotated = operator.submit(OF_ALL + "/" + id + "/secret");
        String list = operator.get(OF_ALL).body();
        HttpResponse<String> removed = operator.submit(OF_ALL + "/" + id + "/remove");

        // then
        assertThat(rotated.body()).contains("whsec_");
        assertThat(list).contains("The secret from before signs too");
        assertThat(removed.body()).contains("It is told of nothing any more.", "Nobody yet.");
    }

    @Test
    void another_tenants_notifications_are_not_found() {
        // given
        TenantId other = freshTenant();
        teller.tell(Teller.active(other, 1));
        awaitTenant(other);
        UUID id = subscribeMailbox(tenantItself()).id();
        Browser admin = Browser.of(console, "integration-admin", other.value());

        // then
        assertThat(admin.get(page).statusCode()).isEqualTo(404);
        assertThat(admin.submit(page + "/" + id + "/remove").statusCode()).isEqualTo(404);
        assertThat(admin.get("/tenants/" + other + "/notifications/" + id).statusCode())
                .isEqualTo(404);
        assertThat(admin.submit("/tenants/" + other + "/notifications/" + id + "/remove")
                        .statusCode())
                .isEqualTo(404);
        assertThat(admin.get(OF_ALL).statusCode()).isEqualTo(403);
        assertThat(subscriptions.of(tenantItself())).hasSize(1);
    }

    @Test
    void operators_change_and_auditors_look() {
        // given
        Receiver receiver = receiver();
        Browser operator = Browser.of(console, "operator");
        Browser auditor = Browser.of(console, "auditor");

        // when
        HttpResponse<String> added = add(operator, OF_ALL, receiver, UUID.randomUUID());
        HttpResponse<String> looked = auditor.get(OF_ALL);
        HttpResponse<String> refused = add(auditor, OF_ALL, receiver, UUID.randomUUID());

        // then
        assertThat(added.body()).contains("whsec_");
        assertThat(looked.body()).contains(receiver.origin().toString()).doesNotContain("New secret");
        assertThat(refused.statusCode()).isEqualTo(403);
        subscriptions
                .of(Owner.OPERATORS)
                .forEach(each -> subscriptions.remove(Who.SERVICE, Owner.OPERATORS, each.id()));
    }

    private static HttpResponse<String> add(Browser browser, String page, Receiver receiver, UUID form) {
        return browser.submit(
                page,
                "as",
                "CLOUDEVENTS",
                "target",
                receiver.origin() + "/hook?key=planted",
                "kind",
                "RUN_FAILED",
                "kind",
                "NEEDS_PERSON",
                "form",
                form.toString());
    }
}
