package io.coupabridge.client.failure;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is the matter with a server's certificate. It shows before anything is sent, so neither token nor secret has left.
 */
public final class CertificateFault {

    private CertificateFault() {}

    /**
     * @param failure of a connection
     * @return in words that go on from "its certificate"; empty when the certificate is not why the connection failed
     */
    public static Optional<String> in(Throwable failure) {
        if (has(failure, CertificateExpiredException.class)) {
            return Optional.of("has expired");
        }
        if (has(failure, CertificateNotYetValidException.class)) {
            return Optional.of("is not valid yet");
        }
        if (has(failure, CertPathBuilderException.class) || has(failure, CertPathValidatorException.class)) {
            return Optional.of("is of no authority that is trusted here");
        }
        // names are compared last, and that leaves no other cause
        return has(failure, CertificateException.class) ? Optional.of("is for another name") : Optional.empty();
    }

    /**
     * A sentence for an administrator, with the way out.
     *
     * @param fault as {@link #in} gives it
     */
    public static String sentence(String host, String fault) {
        return "Nothing was sent to " + host + ", since its certificate " + fault
                + ". Check the address. If it is right,"
                + " have the certificate put right there, or ask your operator to trust the authority that issued it.";
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(type::isInstance);
    }
}
