package io.coupabridge.simulator.oauth;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An OAuth2 client of one instance, as its administrator sees it. Tokens that it already has live on through every
 * change made here. Thread-safe; its text form leaves the secret out.
 */
public final class ClientControl {

    private final String id;
    private volatile String secret;
    private volatile String previousSecret;
    private volatile Set<String> scopes;
    private volatile boolean active = true;
    private volatile boolean clientCredentials = true;
    private volatile Long actsAs;

    ClientControl(String id, String secret, Set<String> scopes) {
        this.id = id;
        this.secret = secret;
        this.scopes = new TreeSet<>(scopes);
    }

    public String id() {
        return id;
    }

    public String secret() {
        return secret;
    }

    public Set<String> scopes() {
        return Set.copyOf(scopes);
    }

    /** Replaces the granted scopes. */
    public ClientControl scopes(Set<String> granted) {
        scopes = new TreeSet<>(granted);
        return this;
    }

    public ClientControl deactivate() {
        active = false;
        return this;
    }

    public ClientControl activate() {
        active = true;
        return this;
    }

    public boolean isActive() {
        return active;
    }

    /** The old secret ends at once. */
    public ClientControl rotateSecret(String newSecret) {
        previousSecret = null;
        secret = newSecret;
        return this;
    }

    /** The old secret works on beside the new one, until the next rotation. */
    public ClientControl rotateSecretWithOverlap(String newSecret) {
        previousSecret = secret;
        secret = newSecret;
        return this;
    }

    /** Makes it a client of another grant type: client credentials are answered with {@code unauthorized_client}. */
    public ClientControl allowClientCredentials(boolean allowed) {
        clientCredentials = allowed;
        return this;
    }

    boolean allowsClientCredentials() {
        return clientCredentials;
    }

    /** The user behind this client: whose records it sees when the instance shows own records only. */
    public ClientControl actsAs(Long userId) {
        actsAs = userId;
        return this;
    }

    /** Null when nobody was named. */
    public Long actsAs() {
        return actsAs;
    }

    boolean accepts(String given) {
        return active
                && List.of(secret, previousSecret == null ? secret : previousSecret)
                        .contains(given);
    }

    @Override
    public String toString() {
        return "ClientControl[id=" + id + ", scopes=" + scopes + ", active=" + active + "]";
    }
}
