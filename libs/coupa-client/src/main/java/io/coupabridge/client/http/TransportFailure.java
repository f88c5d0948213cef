package io.coupabridge.client.http;

import io.coupabridge.client.failure.CertificateFault;
import io.coupabridge.client.failure.CoupaException;
import io.coupabridge.client.failure.UnavailableException;
import io.coupabridge.client.failure.UnavailableException.Kind;
import io.coupabridge.client.failure.UnexpectedResponseException;
import io.vertx.core.http.HttpClosedException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Says what an exchange that brought no complete answer died of. The messages and causes of the failures that were caught
 * stay out: they may quote what was received.
 */
final class TransportFailure {

    private TransportFailure() {}

    /** @return a failure for the caller, of what came in place of a connection */
    static Throwable connecting(String host, Throwable failure) {
        if (has(failure, UnknownHostException.class)) {
            return hostNotFound(host);
        }
        if (has(failure, SSLException.class) || has(failure, HttpClosedException.class)) {
            // the latter: one from before ended at the moment it was chosen
            return answering(host, failure);
        }
        return failure instanceof Error
                ? failure
                : unavailable(Kind.NO_CONNECTION, "No connection to " + host + " could be made.");
    }

    /** @return a failure for the caller, of what came in place of an answer, which may be anything */
    static Throwable answering(String host, Throwable failure) {
        if (has(failure, SSLException.class)) {
            return unavailable(
                    Kind.TLS,
                    CertificateFault.in(failure)
                            .map(fault -> CertificateFault.sentence(host, fault))
                            .orElse("No secure connection to " + host + " could be made."));
        }
        return failure instanceof Error
                ? failure
                : unavailable(Kind.BROKEN_OFF, "The connection to " + host + " ended before the answer did.");
    }

    static CoupaException hostNotFound(String host) {
        return unavailable(Kind.HOST_NOT_FOUND, "The host " + host + " was not found. Check the address.");
    }

    static CoupaException tooLarge(String host) {
        return new UnexpectedResponseException(
                UnexpectedResponseException.Kind.TOO_LARGE,
                "Coupa at " + host + " sent more than this client accepts in one answer.");
    }

    static CoupaException timeout(String host, Duration after) {
        return unavailable(
                Kind.TIMEOUT, "Coupa at " + host + " gave no complete answer within " + after.toSeconds() + " s.");
    }

    private static UnavailableException unavailable(Kind kind, String message) {
        return new UnavailableException(kind, message);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(type::isInstance);
    }
}
