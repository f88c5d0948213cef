package io.coupabridge.token.verification;

import io.coupabridge.secrets.Secret;
import io.coupabridge.secrets.UnsealException;
import io.coupabridge.token.connection.ConnectionRow;
import io.coupabridge.token.credential.Credentials;
import io.coupabridge.token.mint.MintResult;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/** Asks Coupa what it says to an imported API key: 401 since January 2023 (coupa-api §2.6). */
@Singleton
class ApiKeyVerification {

    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final ApiCheck api;
    private final Credentials credentials;
    private final InstantSource clock;

    ApiKeyVerification(ApiCheck api, Credentials credentials, InstantSource clock) {
        this.api = api;
        this.credentials = credentials;
        this.clock = clock;
    }

    Step verify(ConnectionRow connection, VerificationData data) throws InterruptedException {
        Secret apiKey;
        try {
            apiKey = credentials.open(connection);
        } catch (UnsealException e) {
            return credentials.lacksKey(connection)
                    ? new Step.Later(clock.instant().plus(MintResult.KeyMissing.RETRY_IN), data)
                    : new Step.SecretUnreadable(data);
        }
        CheckResult result = api.checkApiKey(connection, apiKey);
        if (result instanceof CheckResult.Answered answered) {
            return answered(connection, (int) answered.answer(), data);
        }
        if (result instanceof CheckResult.Unauthorized) {
            // the key cannot even be sent
            return retired(data);
        }
        if (result instanceof CheckResult.NoBudget noBudget) {
            return new Step.Later(clock.instant().plus(noBudget.retryIn()), data);
        }
        return new Step.Outage((CheckResult.Outage) result, data);
    }

    private static Step answered(ConnectionRow connection, int status, VerificationData data) {
        if (status == UNAUTHORIZED) {
            return retired(data);
        }
        if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
            String message = VerificationMessages.apiOutage(
                    "Coupa at " + connection.address().host() + " answered " + status + " to the API key.");
            return new Step.Outage(new CheckResult.Outage("COUPA_UNAVAILABLE", message, Optional.empty()), data);
        }
        return new Step.ApiKeyAnswered("API_KEY_NOT_USED", VerificationMessages.apiKeyAnswered(status), data);
    }

    private static Step retired(VerificationData data) {
        return new Step.ApiKeyAnswered("API_KEY_RETIRED", VerificationMessages.API_KEY_RETIRED, data);
    }
}
