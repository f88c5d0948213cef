package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.coupabridge.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** By the verifier that receivers have. */
class WebhookSignatureTest {

    private static final UUID ID = UUID.fromString("0b9e6f0e-3f0b-4f6d-9d0e-0e6d9f1c2a3b");
    private static final String BODY = "{\"specversion\":\"1.0\",\"subject\":\"Müller\"}";

    private final NotificationSecrets secrets = new NotificationSecrets(Optional.empty());
    private final Secret secret = secrets.newSecret();

    @Test
    void a_receiver_with_the_secret_accepts_it() {
        // when
        Map<String, List<String>> headers = signed(Instant.now(), secret);

        // then
        assertThatCode(() -> receiver(secret).verify(BODY, headers)).doesNotThrowAnyException();
        assertThat(headers).containsEntry("webhook-id", List.of(ID.toString()));
    }

    @Test
    void during_a_rotation_receivers_with_either_secret_accept_it() {
        // given
        Secret old = secrets.newSecret();

        // when
        Map<String, List<String>> headers = signed(Instant.now(), secret, old);

        // then
        assertThatCode(() -> receiver(secret).verify(BODY, headers)).doesNotThrowAnyException();
        assertThatCode(() -> receiver(old).verify(BODY, headers)).doesNotThrowAnyException();
    }

    @Test
    void a_receiver_refuses_what_was_altered_or_is_old_or_is_signed_by_another_secret() {
        Map<String, List<String>> headers = signed(Instant.now(), secret);
        Map<String, List<String>> old = signed(Instant.now().minus(Duration.ofMinutes(10)), secret);

        assertRefused(() -> receiver(secret).verify(BODY + " ", headers));
        assertRefused(() -> receiver(secret).verify(BODY, old));
        assertRefused(() -> receiver(secrets.newSecret()).verify(BODY, headers));
    }

    @Test
    void no_two_secrets_are_alike() {
        assertThat(secret.reveal()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(secrets.newSecret()).isNotEqualTo(secret);
    }

    private static void assertRefused(ThrowingCallable verification) {
        assertThatThrownBy(verification).isInstanceOf(WebhookVerificationException.class);
    }

    private static Webhook receiver(Secret secret) {
        return new Webhook(secret.reveal());
    }

    private static Map<String, List<String>> signed(Instant now, Secret... by) {
        return WebhookSignature.headers(ID, now, BODY, List.of(by)).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
    }
}
