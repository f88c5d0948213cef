package io.coupabridge.client.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What no server of a test shows; {@code PinnedAddressTest} has the rest. */
class CertificateFaultTest {

    @Test
    void names_the_reason_of_a_certificate_that_is_known_and_refused() {
        assertThat(CertificateFault.in(handshake(validation(BasicReason.REVOKED))))
                .contains("has been revoked");
        assertThat(CertificateFault.in(handshake(validation(BasicReason.ALGORITHM_CONSTRAINED))))
                .contains("has an algorithm that is not accepted");
        assertThat(CertificateFault.in(handshake(validation(BasicReason.UNSPECIFIED))))
                .contains("is of no authority that is trusted here");
    }

    @Test
    void says_nothing_of_names_unless_they_were_compared() {
        assertThat(CertificateFault.in(handshake(new CertificateException("Extended key usage"))))
                .contains("is not accepted");
        assertThat(CertificateFault.in(new IOException("reset"))).isEmpty();
    }

    private static CertPathValidatorException validation(BasicReason reason) {
        return new CertPathValidatorException("refused", null, null, -1, reason);
    }

    private static Exception handshake(Exception cause) {
        return new IOException(new SSLHandshakeException("refused").initCause(cause));
    }
}
