package io.coupabridge.console.notification;

import io.coupabridge.console.notification.DeliveryTry.Fault;
import io.coupabridge.console.notification.NotificationSecrets.Use;
import io.coupabridge.console.notification.Subscription.Form;
import io.coupabridge.secrets.Secret;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes one try of a delivery, in its form. Thread-safe. */
@Singleton
class Sending {

    private final NotificationSecrets secrets;
    private final WebhookRules rules;
    private final WebhookClient webhooks;
    private final MailClient mail;
    private final Clock clock;

    Sending(NotificationSecrets secrets, WebhookRules rules, WebhookClient webhooks, MailClient mail, Clock clock) {
        this.secrets = secrets;
        this.rules = rules;
        this.webhooks = webhooks;
        this.mail = mail;
        this.clock = clock;
    }

    DeliveryTry send(DeliveryClaim claim) {
        Optional<Secret> target = secrets.open(claim.target(), claim.subscription(), Use.TARGET);
        if (target.isEmpty()) {
            return DeliveryTry.failed(Fault.SECRET_UNREADABLE);
        }
        Notice notice = claim.notice();
        if (claim.form() == Form.EMAIL) {
            return mail.send(
                    target.get().reveal(),
                    claim.noticeId(),
                    "[Coupa Bridge] " + NoticeWords.headline(notice),
                    NoticeWords.headline(notice) + ".\n\n" + NoticeWords.advice(notice) + "\n");
        }
        return post(claim, target.get());
    }

    private DeliveryTry post(DeliveryClaim claim, Secret target) {
        List<Secret> signing = Stream.of(claim.secret(), claim.oldSecret())
                .filter(Objects::nonNull)
                .flatMap(each -> secrets.open(each, claim.subscription(), Use.SECRET).stream())
                .toList();
        if (signing.isEmpty()) {
            return DeliveryTry.failed(Fault.SECRET_UNREADABLE);
        }
        boolean slack = claim.form() == Form.SLACK;
        String body = slack
                ? SlackText.of(claim.notice())
                : NoticeEvent.of(claim.noticeId(), claim.notice(), claim.sequence())
                        .json();
        Map<String, String> headers = WebhookSignature.headers(claim.noticeId(), clock.instant(), body, signing);
        headers.put("content-type", slack ? "application/json" : "application/cloudevents+json; charset=UTF-8");
        headers.put("user-agent", "coupa-bridge");
        try {
            WebhookAddress address = rules.parse(claim.owner(), target.reveal());
            return webhooks.post(address, headers, body.getBytes(StandardCharsets.UTF_8));
        } catch (RefusedSubscriptionException e) {
            return DeliveryTry.failed(Fault.ADDRESS_NOT_ALLOWED);
        }
    }
}
