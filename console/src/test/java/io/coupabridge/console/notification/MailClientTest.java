package io.coupabridge.console.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.coupabridge.console.notification.DeliveryTry.Fault;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By a real SMTP server in this JVM. */
@Timeout(60)
class MailClientTest {

    private static final UUID ID = UUID.fromString("0b9e6f0e-3f0b-4f6d-9d0e-0e6d9f1c2a3b");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void hands_a_message_to_the_server() throws MessagingException {
        // when
        DeliveryTry answer = client(Optional.empty()).send("ann@example.com", ID, "Müller needs a person", "Do it.");

        // then
        assertThat(answer.arrived()).isTrue();
        assertThat(server.getReceivedMessages()).hasSize(1);
        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("Müller needs a person");
        assertThat(message.getFrom()[0]).hasToString("coupa-bridge@example.com");
        assertThat(message.getMessageID()).isEqualTo("<" + ID + "@coupa-bridge>");
        assertThat(GreenMailUtil.getBody(message)).contains("Do it.");
    }

    @Test
    void logs_in() {
        // given
        server.setUser("bridge", "bridge", "planted");

        // when
        DeliveryTry answer = client(Optional.of("planted")).send("ann@example.com", ID, "s", "t");

        // then
        assertThat(answer.arrived()).isTrue();
    }

    @Test
    void a_wrong_login_is_a_failed_try() {
        server.setUser("bridge", "bridge", "another");

        assertThat(client(Optional.of("planted")).send("ann@example.com", ID, "s", "t"))
                .isEqualTo(DeliveryTry.failed(Fault.LOGIN));
    }

    @Test
    void a_server_that_is_away_is_a_failed_try() {
        MailClient client = client(Optional.empty());
        server.stop();

        assertThat(client.send("ann@example.com", ID, "s", "t")).isEqualTo(DeliveryTry.failed(Fault.CONNECTION));
    }

    @Test
    void a_server_that_talks_without_end_is_left() throws IOException {
        try (ServerSocket talker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // given
            CompletableFuture.runAsync(() -> talk(talker));
            Smtp smtp = new Smtp(talker.getLocalPort(), Optional.empty(), false);

            // when
            DeliveryTry answer = new MailClient(smtp, Duration.ofSeconds(1)).send("ann@example.com", ID, "s", "t");

            // then
            assertThat(answer).isEqualTo(DeliveryTry.failed(Fault.TIMEOUT));
        }
    }

    @Test
    void sends_nothing_in_clear_where_encryption_is_wanted() {
        Smtp encrypted = new Smtp(server.getSmtp().getPort(), Optional.empty(), true);

        assertThat(new MailClient(encrypted)
                        .send("ann@example.com", ID, "s", "t")
                        .arrived())
                .isFalse();
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "planted",
                "planted@",
                "planted@example.com,b@example.com",
                "Planted <a@example.com>",
                "planted@example.com\r\nBcc: b@example.com",
                "pl anted@example.com"
            })
    void takes_one_bare_address(String address) {
        assertThatThrownBy(() -> MailClient.recipient(address))
                .isInstanceOf(RefusedSubscriptionException.class)
                .message()
                .doesNotContain("planted");
    }

    /** Greets and greets, until nobody listens. */
    private static void talk(ServerSocket server) {
        try (Socket caller = server.accept()) {
            byte[] line = "220-Welcome.\r\n".getBytes(StandardCharsets.US_ASCII);
            while (caller.getInputStream().available() == 0) {
                caller.getOutputStream().write(line);
            }
        } catch (IOException e) {
            // the caller has left
        }
    }

    private MailClient client(Optional<String> password) {
        return new MailClient(new Smtp(server.getSmtp().getPort(), password, false));
    }

    private record Smtp(int port, Optional<String> password, boolean startTls) implements SmtpConfig {

        @Override
        public Optional<String> host() {
            return Optional.of("127.0.0.1");
        }

        @Override
        public Optional<String> from() {
            return Optional.of("coupa-bridge@example.com");
        }

        @Override
        public Optional<String> username() {
            return password.map(any -> "bridge");
        }
    }
}
