package io.coupabridge.testing;

import io.coupabridge.testing.keycloak.KeycloakRealm;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Those of a real Keycloak. It issues a token for everybody who can be a person there. What it would issue to nobody, such as
 * a token that has expired, is signed by its key here.
 */
final class KeycloakCallerTokens implements CallerTokens {

    private static final Set<String> OF_A_PERSON = Set.of("sub", "roles", "tenants");

    private final KeycloakRealm realm;

    KeycloakCallerTokens(KeycloakRealm realm) {
        this.realm = realm;
    }

    @Override
    public String with(Map<String, ?> claims) {
        return OF_A_PERSON.containsAll(claims.keySet()) && areTexts(claims.get("tenants"))
                ? realm.logIn((String) claims.get("sub"), texts(claims.get("roles")), texts(claims.get("tenants")))
                : realm.sign(inItsForm(claims));
    }

    @Override
    public String signedByAnUnknownKey(Map<String, ?> claims) {
        return KeycloakRealm.signByAnotherKey(inItsForm(claims));
    }

    private Map<String, Object> inItsForm(Map<String, ?> claims) {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> all = new HashMap<>(Map.of(
                "iss",
                realm.url(),
                "aud",
                List.of(TestIssuer.AUDIENCE, "account"),
                "iat",
                now,
                "exp",
                now + Duration.ofHours(1).toSeconds(),
                "typ",
                "Bearer"));
        claims.forEach((name, value) -> {
            switch (name) {
                case "roles" -> all.put("realm_access", Map.of("roles", value));
                case "tenants" -> all.put("coupa_bridge", Map.of("tenants", value));
                default -> all.put(name, value);
            }
        });
        return all;
    }

    private static boolean areTexts(Object value) {
        return value == null || value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
    }

    private static List<String> texts(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }
}
