package io.coupabridge.client.http;

import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.http.BoundedBody.BodyTooLargeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says what an exchange that brought no complete answer died of. */
final class TransportFailure {

    private TransportFailure() {}

    /** @return a failure for the caller; an exception that is none of the network's comes back as it is */
    static Throwable of(String host, Throwable failure) {
        if (has(failure, BodyTooLargeException.class)) {
            return new UnexpectedResponseException(
                    UnexpectedResponseException.Kind.TOO_LARGE,
                    "Coupa at " + host + " sent more than this client accepts in one answer.");
        }
        if (has(failure, UnknownHostException.class) || has(failure, UnresolvedAddressException.class)) {
            return unavailable(Kind.HOST_NOT_FOUND, "The host " + host + " was not found. Check the address.");
        }
        if (has(failure, SSLException.class)) {
            return unavailable(Kind.TLS, "No secure connection to " + host + " could be made.");
        }
        if (has(failure, HttpConnectTimeoutException.class)
                || has(failure, ConnectException.class)
                || has(failure, NoRouteToHostException.class)) {
            return unavailable(Kind.NO_CONNECTION, "No connection to " + host + " could be made.");
        }
        if (has(failure, IOException.class)) {
            return unavailable(Kind.BROKEN_OFF, "The connection to " + host + " ended before the answer did.");
        }
        return failure;
    }

    static UnavailableException timeout(String host, Duration after) {
        return unavailable(
                Kind.TIMEOUT, "Coupa at " + host + " gave no complete answer within " + after.toSeconds() + " s.");
    }

    // the JDK's own messages and causes stay out: they may quote what was received
    private static UnavailableException unavailable(Kind kind, String message) {
        return new UnavailableException(kind, message);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(type::isInstance);
    }
}
