package io.coupabridge.console.notification;

import java.net.URI;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * That somebody is told.
 *
 * @param shown what may be shown of the address: of a webhook scheme and host, since the rest may be a secret
 * @param oldSecretUntil until when the secret from before the last rotation signs too; null when it does not
 * @param waiting how many deliveries have not arrived yet
 * @param linkUntil of a mailbox that is not confirmed, until when its link serves; null for what is told
 */
public record Subscription(
        UUID id,
        Form form,
        Set<Notice.Kind> kinds,
        String shown,
        Instant createdAt,
        Instant oldSecretUntil,
        long waiting,
        Instant linkUntil) {

    /** As what a notice is sent. */
    public enum Form {
        /** A signed CloudEvent. */
        CLOUDEVENTS,
        /** A text, as Slack's incoming webhooks take it. */
        SLACK,
        EMAIL;

        boolean signed() {
            return this != EMAIL;
        }
    }

    /**
     * What somebody asks for.
     *
     * @param id the same when the same form is sent again
     * @param target the address of the webhook, or of the mailbox
     * @param console where the console is, for the link that a mailbox is sent
     */
    public record Wish(UUID id, Owner owner, Form form, String target, Set<Notice.Kind> kinds, URI console) {

        @Override
        public String toString() {
            return "Wish[" + owner + ", " + form + ", " + kinds + "]";
        }
    }

    /**
     * What was made of it.
     *
     * @param secret that signs, to be shown once and never again; null where nothing is signed
     */
    public record Made(UUID id, String secret) {

        @Override
        public String toString() {
            return "Made[" + id + "]";
        }
    }
}
