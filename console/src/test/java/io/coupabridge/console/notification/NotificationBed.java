package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.standardwebhooks.Webhook;
import io.coupabridge.console.ConsoleTest;
import io.coupabridge.console.Teller;
import io.coupabridge.console.notification.Receiver.Post;
import io.coupabridge.console.notification.Subscription.Form;
import io.coupabridge.console.notification.Subscription.Made;
import io.coupabridge.console.notification.Subscription.Wish;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.ErrorCode;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.edge.trail.Who;
import io.coupabridge.testing.scenario.SimulatorOrigins;
import io.quarkus.test.common.QuarkusTestResource;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A console with receivers of its notices. */
@QuarkusTestResource(NotificationTestResource.class)
public abstract class NotificationBed extends ConsoleTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Subscriptions subscriptions;

    @Inject
    Deliveries deliveries;

    @Inject
    Mailboxes mailboxes;

    @Inject
    Event<Notice> notices;

    private static final Pattern LINK = Pattern.compile("http://\\S+/mailboxes/(\\S+)");

    private final List<Receiver> receivers = new ArrayList<>();
    private GreenMail mail;

    /** The console may have begun a moment ago, and what others were told must not come to this test's receivers. */
    @BeforeEach
    void awaitQuiet() {
        eventually(() -> assertThatCode(() -> subscriptions.of(owner())).doesNotThrowAnyException());
        eventually(() -> assertThat(count("select count(*) from notice where not distributed"))
                .isZero());
    }

    @AfterEach
    void closeReceivers() {
        for (Owner each : List.of(owner(), tenantItself())) {
            subscriptions.of(each).forEach(one -> subscriptions.remove(Who.SERVICE, each, one.id()));
        }
        receivers.forEach(Receiver::close);
        stopMail();
    }

    /** A server of e-mail that has taken nothing yet. */
    GreenMail startMail() {
        mail = new GreenMail(
                new ServerSetup(NotificationTestResource.mailPort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        return mail;
    }

    void stopMail() {
        if (mail != null) {
            mail.stop();
            mail = null;
        }
    }

    /** The address in the only message that has come. */
    String linkSent() {
        assertThat(mail.getReceivedMessages()).hasSize(1);
        Matcher link = LINK.matcher(GreenMailUtil.getBody(mail.getReceivedMessages()[0]));
        assertThat(link.find()).isTrue();
        return link.group();
    }

    Receiver receiver() {
        Receiver receiver = new Receiver(SimulatorOrigins.nextPort());
        receivers.add(receiver);
        return receiver;
    }

    /** Of receivers: they are on loopback, where only the operators' may be. */
    Owner owner() {
        return Owner.OPERATORS;
    }

    Owner tenantItself() {
        return new Owner(tenant);
    }

    Made subscribe(Receiver receiver) {
        return subscribe(owner(), Form.CLOUDEVENTS, receiver.origin() + "/hook?key=planted");
    }

    Made subscribe(Owner owner, Form form, String target) {
        return subscriptions.add(
                Who.SERVICE,
                "ann",
                new Wish(UUID.randomUUID(), owner, form, target, Set.of(Notice.Kind.values()), console));
    }

    /** Told, as its reader has confirmed it. No server of e-mail is there after that. */
    Made subscribeMailbox(Owner owner) {
        startMail();
        Made made = subscribe(owner, Form.EMAIL, "ann@example.com");
        Matcher link = LINK.matcher(linkSent());
        assertThat(link.matches()).isTrue();
        assertThat(mailboxes.confirm(Who.SERVICE, link.group(1))).isPresent();
        stopMail();
        return made;
    }

    /** So many notices, each in a transaction of its own. */
    void tell(int times) {
        for (int i = 0; i < times; i++) {
            database.inTransaction(() -> {
                notices.fire(new Notice(
                        Notice.Kind.RUN_FAILED,
                        tenant,
                        ApplicationRoster.TASK,
                        ErrorCode.INTERNAL.name(),
                        UUID.randomUUID(),
                        Instant.now()));
                return null;
            });
        }
    }

    void failARun() {
        teller.tell(Teller.failed(
                UUID.randomUUID(), tenant, 1, new Failure(ErrorCode.COUPA_UNAVAILABLE, "<b>planted</b>", true)));
    }

    DeliveryLine line(Made subscription, long sequence) {
        List<DeliveryLine> lines = deliveries.of(owner(), subscription.id(), sequence + 1, 1);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    static JsonNode event(Post post) {
        try {
            return JSON.readTree(post.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of what has come, those that came again left out. */
    static List<Long> sequences(Receiver receiver) {
        return receiver.received().stream()
                .map(post -> Long.valueOf(event(post).path("sequence").asText()))
                .distinct()
                .toList();
    }

    static List<String> types(Receiver receiver) {
        return receiver.received().stream()
                .map(post -> event(post).path("type").asText())
                .toList();
    }

    static void assertVerifies(String secret, Post post) {
        Map<String, List<String>> headers = post.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        assertThatCode(() -> new Webhook(secret).verify(post.body(), headers)).doesNotThrowAnyException();
    }
}
