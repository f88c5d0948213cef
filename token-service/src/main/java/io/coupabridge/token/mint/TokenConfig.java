package io.coupabridge.token.mint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When tokens are used and renewed. */
@ConfigMapping(prefix = "coupabridge.token")
public interface TokenConfig {

    /** How long a new token rests before it is used (coupa-api §2.3); shorter than five seconds in tests only. */
    @WithDefault("5s")
    Duration usableAfter();

    /** A token is renewed at 5/6 of its life, and at the latest this long before its end. */
    @WithDefault("10s")
    Duration renewBeforeEnd();

    /** Renewals are spread by coming earlier by up to this, and by no more than a hundredth of the token's life. */
    @WithDefault("5m")
    Duration renewalSpread();
}
