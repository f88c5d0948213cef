package io.coupabridge.simulator.oauth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The access tokens of one instance. Several of one client live side by side. They look like JWTs, as Coupa's do, but
 * their signature is noise. Thread-safe.
 */
public final class IssuedTokens {

    /** The life of a token as Coupa's sample answer has it (coupa-api §2.3). */
    public static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(86_399);

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Map<String, Token> live = new ConcurrentHashMap<>();
    private final AtomicLong minted = new AtomicLong();
    private volatile Duration lifetime = DEFAULT_LIFETIME;

    public IssuedTokens(Clock clock) {
        this.clock = clock;
    }

    /** How long tokens live that are minted from now on, by the instance's clock; whole seconds. */
    public void lifetime(Duration duration) {
        lifetime = duration;
    }

    public Duration lifetime() {
        return lifetime;
    }

    Token mint(String issuer, String clientId, Set<String> scopes, int padding) {
        Instant now = clock.instant();
        live.values().removeIf(token -> token.expiresAt().isBefore(now));
        String header = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"simulated\"}";
        String payload = "{\"iss\":\"" + issuer + "\",\"aud\":\"" + issuer + "\",\"sub\":\"" + clientId
                + "\",\"scope\":\"" + String.join(" ", scopes) + "\",\"iat\":" + now.getEpochSecond()
                + ",\"exp\":" + now.plus(lifetime).getEpochSecond()
                + ",\"jti\":\"" + UUID.randomUUID() + "\",\"pad\":\"" + "x".repeat(padding * 3 / 4) + "\"}";
        byte[] signature = new byte[256];
        random.nextBytes(signature);
        String value = encode(header) + "." + encode(payload) + "." + BASE64.encodeToString(signature);
        Token token = new Token(value, clientId, scopes, now, now.plus(lifetime));
        live.put(value, token);
        minted.incrementAndGet();
        return token;
    }

    private static String encode(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The token of this value if it was minted here, has not expired and was not revoked. */
    public Optional<Token> find(String value) {
        return Optional.ofNullable(live.get(value))
                .filter(token -> !token.isRevoked() && clock.instant().isBefore(token.expiresAt()));
    }

    /** Tokens that work now. */
    public List<Token> live() {
        return live.values().stream()
                .filter(token -> find(token.value()).isPresent())
                .toList();
    }

    public long mintedCount() {
        return minted.get();
    }

    /** @return whether there was such a token */
    public boolean revoke(String value) {
        Token token = live.remove(value);
        if (token != null) {
            token.revoke();
        }
        return token != null;
    }

    /** @return how many tokens that ended */
    public int revokeClient(String clientId) {
        return (int) live.values().stream()
                .filter(token -> token.clientId().equals(clientId))
                .filter(token -> revoke(token.value()))
                .count();
    }

    /** @return how many tokens that ended */
    public int revokeAll() {
        return (int)
                live.values().stream().filter(token -> revoke(token.value())).count();
    }
}
