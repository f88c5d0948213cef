package io.coupabridge.token.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.token.grant.GrantResult.Outage;
import io.coupabridge.token.grant.GrantResult.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationMessagesTest {

    @Test
    void names_the_certificate_as_the_trouble_and_the_way_out() {
        // when
        String words = VerificationMessages.outage(Outage.INVALID_CERTIFICATE, "acme.coupahost.com", "has expired");

        // then
        assertThat(words)
                .isEqualTo("The certificate of acme.coupahost.com has expired. Check the address."
                        + " If it is right, have the certificate put right there, or ask your operator to trust the"
                        + " authority that issued it. It is tried again; tokens that are still valid go on working.");
    }

    @ParameterizedTest
    @EnumSource
    void says_of_each_outage_that_it_is_tried_again(Outage outage) {
        assertThat(VerificationMessages.outage(outage, "acme.coupahost.com", "7"))
                .contains("t is tried again");
    }

    /** Keycloak says the same of a wrong secret and of a grant that is not allowed. */
    @Test
    void says_of_a_client_that_is_not_accepted_all_that_may_be_wrong() {
        // when
        String words = VerificationMessages.refused(Refusal.INVALID_CLIENT, "status 401, unauthorized_client");

        // then
        assertThat(words)
                .contains("Client ID", "Client Secret", "deactivated", "'Client credentials'", "Setup > Integrations");
    }
}
