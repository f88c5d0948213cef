package io.coupabridge.client.failure;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What is the matter with a server's certificate. On the connection that it ends, nothing has been sent. */
public final class CertificateFault {

    private static final Map<CertPathValidatorException.Reason, String> REASONS = Map.of(
            CertPathValidatorException.BasicReason.REVOKED, "has been revoked",
            CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED, "has an algorithm that is not accepted");

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
        Optional<String> reason = causes(failure)
                .filter(CertPathValidatorException.class::isInstance)
                .map(cause -> REASONS.get(((CertPathValidatorException) cause).getReason()))
                .filter(Objects::nonNull)
                .findFirst();
        if (reason.isPresent()) {
            return reason;
        }
        if (has(failure, CertPathBuilderException.class) || has(failure, CertPathValidatorException.class)) {
            return Optional.of("is of no authority that is trusted here");
        }
        if (causes(failure).anyMatch(CertificateFault::isOfNames)) {
            return Optional.of("is for another name");
        }
        return has(failure, CertificateException.class) ? Optional.of("is not accepted") : Optional.empty();
    }

    /** Java has no exception of its own for a name that differs. */
    private static boolean isOfNames(Throwable cause) {
        return cause instanceof CertificateException
                && Stream.of(cause.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals("sun.security.util.HostnameChecker"));
    }

    /**
     * A sentence for an administrator, with the way out.
     *
     * @param fault as {@link #in} gives it
     */
    public static String sentence(String host, String fault) {
        return "The certificate of " + host + " " + fault + ". Check the address. If it is right,"
                + " have the certificate put right there, or ask your operator to trust the authority that issued it.";
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
