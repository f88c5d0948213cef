package io.coupabridge.token.verification;

import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.http.CoupaHttp;
import io.coupabridge.token.grant.GrantConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;

/** The client for verification calls: they read one record, so they are bounded more closely than reading is. */
@Singleton
class CoupaHttpClient {

    /** A token endpoint may be far slower than a list of one record. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private static final int LARGEST_ANSWER = 1024 * 1024;

    @Produces
    @Singleton
    CoupaHttp coupaHttp(Vertx vertx, BaseUrlRules rules, GrantConfig config, InstantSource clock) {
        Duration timeout = Collections.min(List.of(config.timeout(), LONGEST_CALL));
        return new CoupaHttp(vertx, rules, new CoupaHttp.Settings(timeout, timeout, LARGEST_ANSWER), clock);
    }

    void close(@Disposes CoupaHttp client) {
        client.close();
    }
}
