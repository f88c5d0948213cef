package io.coupabridge.token.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.token.scenario.TokenServiceResource;
import io.quarkus.mutiny.runtime.MutinyInfrastructure;
import io.quarkus.oidc.OIDCException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.Test;

/** What the service writes of an issuer that fails just as its start gives it up. */
@QuarkusTest
@QuarkusTestResource(TokenServiceResource.class)
class LateIssuerIT {

    @Test
    void the_console_shows_no_failure_that_came_too_late_but_every_other_one() {
        assertThat(isWritten(MutinyInfrastructure.class, new OIDCException("OIDC Server is not available")))
                .isFalse();
        assertThat(isWritten(MutinyInfrastructure.class, new OIDCException("Another trouble")))
                .isTrue();
        assertThat(isWritten(MutinyInfrastructure.class, new IllegalStateException()))
                .isTrue();
        assertThat(isWritten(LateIssuerIT.class, new OIDCException("wrong"))).isTrue();
    }

    private static boolean isWritten(Class<?> logger, Throwable thrown) {
        LogRecord line = new LogRecord(Level.SEVERE, "Mutiny had to drop the following exception");
        line.setLoggerName(logger.getName());
        line.setThrown(thrown);
        return handlers(Logger.getLogger("").getHandlers())
                .filter(ConsoleHandler.class::isInstance)
                .findFirst()
                .orElseThrow()
                .isLoggable(line);
    }

    private static Stream<Handler> handlers(Handler... outer) {
        return Arrays.stream(outer)
                .flatMap(handler -> handler instanceof ExtHandler within
                        ? Stream.concat(Stream.of(handler), handlers(within.getHandlers()))
                        : Stream.of(handler));
    }
}
