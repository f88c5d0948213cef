package io.coupabridge.console.notification;

import io.coupabridge.console.notification.DeliveryTry.Fault;
import io.coupabridge.console.notification.Subscription.Form;
import jakarta.inject.Singleton;

/** Where something may be sent, looked at when somebody asks for it. It is looked at again before each try. */
@Singleton
class Targets {

    private final WebhookRules rules;
    private final WebhookClient webhooks;
    private final MailClient mail;

    Targets(WebhookRules rules, WebhookClient webhooks, MailClient mail) {
        this.rules = rules;
        this.webhooks = webhooks;
        this.mail = mail;
    }

    /**
     * A target that will do.
     *
     * @param whole as it is stored, sealed
     * @param shown what pages may show of it
     * @param host for the trail, which names no mailbox
     */
    record Checked(String whole, String shown, String host) {

        @Override
        public String toString() {
            return shown;
        }
    }

    boolean mailPossible() {
        return mail.setUp();
    }

    /** @throws RefusedSubscriptionException when it will not do */
    Checked check(Owner owner, Form form, String target) {
        if (form == Form.EMAIL) {
            if (!mail.setUp()) {
                throw new RefusedSubscriptionException(
                        "E-mail is not set up here. The operator sets coupabridge.notifications.smtp.host and .from.");
            }
            String recipient = MailClient.recipient(target);
            return new Checked(recipient, recipient, recipient.substring(recipient.lastIndexOf('@') + 1));
        }
        WebhookAddress address = rules.parse(owner, target);
        Fault fault = webhooks.lookUp(address);
        if (fault == Fault.ADDRESS_NOT_PUBLIC) {
            throw new RefusedSubscriptionException(
                    "The name of this address leads into a private network. It must be on the public internet.");
        }
        if (fault != null) {
            throw new RefusedSubscriptionException("The name of this address was not found. Check the address.");
        }
        return new Checked(target.strip(), address.toString(), address.origin().host());
    }
}
