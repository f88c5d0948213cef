package io.coupabridge.token.grant;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.client.address.BaseUrlRules;
import io.coupabridge.client.address.PublicAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The address that a grant goes to: resolved once, refused when it is not on the public internet, and then the one that
 * is connected to, so that a name cannot lead elsewhere between check and use (coupa-api §1, rule 3).
 */
@Singleton
class PinnedAddress {

    private final BaseUrlRules rules;
    private final Resolver resolver;

    @Inject
    PinnedAddress(BaseUrlRules rules) {
        this(rules, InetAddress::getAllByName);
    }

    PinnedAddress(BaseUrlRules rules, Resolver resolver) {
        this.rules = rules;
        this.resolver = resolver;
    }

    /**
     * @return an address literal, or the host itself for an origin that the operator has allowed
     * @throws UnknownHostException when there is no address
     * @throws NotPublicException when one of the host's addresses is not public
     */
    String of(BaseUrl baseUrl) throws UnknownHostException {
        if (rules.isAllowedOrigin(baseUrl)) {
            return baseUrl.host();
        }
        InetAddress[] addresses = resolver.resolve(baseUrl.host());
        if (!Arrays.stream(addresses).allMatch(PublicAddress::is)) {
            throw new NotPublicException();
        }
        return addresses[0].getHostAddress();
    }

    /** Looks a host name up. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** The host's name leads to an address that is not on the public internet. */
    static final class NotPublicException extends RuntimeException {

        private NotPublicException() {
            super("The host's name leads to an address that is not on the public internet.");
        }
    }
}
