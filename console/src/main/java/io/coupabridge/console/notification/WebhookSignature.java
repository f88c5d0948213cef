package io.coupabridge.console.notification;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.coupabridge.secrets.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;

/** The headers of the Standard Webhooks scheme. */
final class WebhookSignature {

    private WebhookSignature() {}

    /**
     * @param id the same whenever the same is sent again
     * @param now receivers refuse what is more than five minutes off
     * @param secrets each signs
     */
    static Map<String, String> headers(UUID id, Instant now, String body, List<Secret> secrets) {
        StringJoiner signatures = new StringJoiner(" ");
        for (Secret secret : secrets) {
            signatures.add(sign(secret, id.toString(), now.getEpochSecond(), body));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Webhook.UNBRANDED_MSG_ID_KEY, id.toString());
        headers.put(Webhook.UNBRANDED_MSG_TIMESTAMP_KEY, Long.toString(now.getEpochSecond()));
        headers.put(Webhook.UNBRANDED_MSG_SIGNATURE_KEY, signatures.toString());
        return headers;
    }

    private static String sign(Secret secret, String id, long second, String body) {
        try {
            return new Webhook(secret.reveal()).sign(id, second, body);
        } catch (WebhookSigningException e) {
            throw new IllegalStateException("Every Java has HMAC with SHA-256.", e);
        }
    }
}
