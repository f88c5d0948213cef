package io.coupabridge.runtime.connection;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.contracts.TaskEvent.Failure;
import io.coupabridge.contracts.TaskEvent.Waiting;
import io.coupabridge.secrets.Secret;
import java.time.Instant;

/** What a run may do with its tenant's connection right now. */
public sealed interface Access {

    /**
     * Read from Coupa.
     *
     * @param ceiling requests a second that may be sent to the host
     * @param usableFrom when the token became usable: five seconds after it was issued
     */
    record Granted(
            BaseUrl baseUrl,
            Secret token,
            long tokenVersion,
            long connectionVersion,
            Instant usableFrom,
            Instant expiresAt,
            int ceiling)
            implements Access {

        /** Whether a request that is sent then may still carry the token. */
        public boolean servesAt(Instant instant) {
            return instant.plus(AccessRules.LAST_USE).isBefore(expiresAt);
        }

        Granted under(int newCeiling) {
            return new Granted(baseUrl, token, tokenVersion, connectionVersion, usableFrom, expiresAt, newCeiling);
        }
    }

    /**
     * Wait; a change of the connection or its token wakes the run earlier.
     *
     * @param forVerification whether token-service is to be asked to verify the task meanwhile
     */
    record Wait(Waiting waiting, boolean forVerification) implements Access {

        Wait(Waiting waiting) {
            this(waiting, false);
        }
    }

    /** Leave the run to another replica: the rules of this one do not allow the instance's address. */
    record NotHere(String message) implements Access {}

    /** Give up. */
    record Refused(Failure failure) implements Access {}
}
