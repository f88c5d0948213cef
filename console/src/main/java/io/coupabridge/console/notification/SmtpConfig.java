package io.coupabridge.console.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The server that takes e-mail. Without a host nobody can ask to be told by e-mail. */
@ConfigMapping(prefix = "coupabridge.notifications.smtp")
public interface SmtpConfig {

    /** Such as smtp.example.com. */
    Optional<String> host();

    @WithDefault("587")
    int port();

    /** From whom the e-mail is, such as coupa-bridge@example.com. */
    Optional<String> from();

    /** With {@link #password}: the login, if the server wants one. */
    Optional<String> username();

    Optional<String> password();

    /** Whether the connection must be encrypted by STARTTLS. False for a relay on the same machine only. */
    @WithDefault("true")
    boolean startTls();

    default boolean setUp() {
        return host().isPresent() && from().isPresent();
    }
}
