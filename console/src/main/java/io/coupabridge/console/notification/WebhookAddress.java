package io.coupabridge.console.notification;

import io.coupabridge.client.address.BaseUrl;

/**
 * Where a webhook is.
 *
 * @param origin that it is allowed is what {@link WebhookRules} says
 * @param target path and query, encoded; it may be a secret
 */
record WebhookAddress(BaseUrl origin, String target) {

    @Override
    public String toString() {
        return origin.toString();
    }
}
