package io.coupabridge.edge.address;

import io.coupabridge.client.address.BaseUrlRules;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** The base-URL rules of this installation. */
@Singleton
class AddressRules {

    @Produces
    @Singleton
    BaseUrlRules rules(AddressConfig config) {
        try {
            return new BaseUrlRules(
                    config.allowedSuffixes().orElse(Set.of()),
                    config.allowedOrigins().orElse(Set.of()));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "coupabridge.allowed-origins or coupabridge.allowed-suffixes will not do: " + e.getMessage(), e);
        }
    }
}
