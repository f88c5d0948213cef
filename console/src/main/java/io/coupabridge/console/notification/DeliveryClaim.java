package io.coupabridge.console.notification;

import io.coupabridge.console.notification.Subscription.Form;
import java.time.Instant;
import java.util.UUID;

/**
 * One try that this replica alone may make for a while, of the first delivery of a subscription that waits.
 *
 * @param token tells this claim from others
 * @param owner whose subscription it is
 * @param target sealed, as are the secrets
 * @param secret null where nothing is signed
 * @param oldSecret null when no other signs too
 */
record DeliveryClaim(
        UUID token,
        UUID subscription,
        Owner owner,
        Form form,
        String target,
        String secret,
        String oldSecret,
        UUID noticeId,
        Notice notice,
        long sequence,
        int tries,
        Instant queuedAt) {

    @Override
    public String toString() {
        return "DeliveryClaim[" + subscription + ", " + sequence + "]";
    }
}
