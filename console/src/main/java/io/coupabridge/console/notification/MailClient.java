package io.coupabridge.console.notification;

import io.coupabridge.console.notification.DeliveryTry.Fault;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** Hands e-mail to the operator's server, within ten seconds in all. Thread-safe. */
@Singleton
class MailClient {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String TIMEOUT_MILLIS = "5000";
    private static final int LONGEST_ADDRESS = 254;

    private final SmtpConfig smtp;
    private final Duration longest;

    @Inject
    MailClient(SmtpConfig smtp) {
        this(smtp, LONGEST);
    }

    MailClient(SmtpConfig smtp, Duration longest) {
        this.smtp = smtp;
        this.longest = longest;
    }

    boolean setUp() {
        return smtp.setUp();
    }

    /** @throws RefusedSubscriptionException when it is not one bare address */
    static String recipient(String input) {
        String text = input == null ? "" : input.strip();
        try {
            boolean odd = text.length() > LONGEST_ADDRESS || text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f);
            if (!odd
                    && text.contains("@")
                    && new InternetAddress(text, true).getAddress().equals(text)) {
                return text;
            }
        } catch (AddressException e) {
            // its message quotes the address
        }
        throw new RefusedSubscriptionException("Enter one e-mail address, such as admin@example.com.");
    }

    /** @param id the same for the same message, so that who gets it twice can tell */
    DeliveryTry send(String recipient, UUID id, String subject, String text) {
        if (!setUp()) {
            return DeliveryTry.failed(Fault.MAIL_NOT_SET_UP);
        }
        try (MailConnection connection = new MailConnection(longest)) {
            try {
                MimeMessage message = message(id, connection);
                message.setRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
                message.setSubject(subject, StandardCharsets.UTF_8.name());
                message.setText(text, StandardCharsets.UTF_8.name());
                Transport.send(
                        message, smtp.username().orElse(null), smtp.password().orElse(null));
                return new DeliveryTry(null, null);
            } catch (MessagingException e) {
                return connection.late() ? DeliveryTry.failed(Fault.TIMEOUT) : failed(e);
            }
        }
    }

    private MimeMessage message(UUID id, MailConnection connection) throws MessagingException {
        MimeMessage message = new MimeMessage(session(connection)) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + id + "@coupa-bridge>");
            }
        };
        message.setFrom(new InternetAddress(smtp.from().orElseThrow()));
        // so that no absence note answers
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }

    private Session session(MailConnection connection) {
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.host", smtp.host().orElseThrow());
        settings.setProperty("mail.smtp.port", Integer.toString(smtp.port()));
        settings.setProperty("mail.smtp.auth", Boolean.toString(smtp.username().isPresent()));
        settings.setProperty("mail.smtp.starttls.enable", Boolean.toString(smtp.startTls()));
        settings.setProperty("mail.smtp.starttls.required", Boolean.toString(smtp.startTls()));
        settings.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        settings.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        settings.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        settings.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        settings.put("mail.smtp.socketFactory", connection);
        // no second connection that nobody ends
        settings.setProperty("mail.smtp.socketFactory.fallback", "false");
        return Session.getInstance(settings);
    }

    private static DeliveryTry failed(MessagingException failure) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPSendFailedException refused) {
                return new DeliveryTry(refused.getReturnCode(), Fault.REFUSED);
            }
            if (cause instanceof SMTPAddressFailedException refused) {
                return new DeliveryTry(refused.getReturnCode(), Fault.REFUSED);
            }
            if (cause instanceof SMTPSenderFailedException refused) {
                return new DeliveryTry(refused.getReturnCode(), Fault.REFUSED);
            }
            if (cause instanceof AuthenticationFailedException) {
                return DeliveryTry.failed(Fault.LOGIN);
            }
        }
        return DeliveryTry.failed(Fault.CONNECTION);
    }

    private static Throwable next(Throwable failure) {
        return failure instanceof MessagingException mail ? mail.getNextException() : failure.getCause();
    }
}
