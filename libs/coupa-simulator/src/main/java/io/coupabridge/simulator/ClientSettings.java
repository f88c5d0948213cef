package io.coupabridge.simulator;

import io.coupabridge.simulator.oauth.ClientControl;
import java.util.Set;

/** An OAuth2 client. Its text form leaves the secret out. */
record ClientSettings(String id, String secret, Set<String> scopes, Boolean active, Long actsAs) {

    ClientControl apply(CoupaInstance instance) {
        if (id == null || secret == null || scopes == null || scopes.isEmpty()) {
            throw new IllegalArgumentException(
                    "A client of " + instance.name() + " needs an id, a secret and at least one scope.");
        }
        ClientControl client = instance.client(id, secret, scopes).actsAs(actsAs);
        return Boolean.FALSE.equals(active) ? client.deactivate() : client;
    }

    @Override
    public String toString() {
        return "ClientSettings[id=" + id + ", scopes=" + scopes + "]";
    }
}
