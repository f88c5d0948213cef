package io.coupabridge.testing.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The realm of our callers: people with roles and tenants, and an API that tokens are for. Its signing key is made here, so
 * that a test can sign what Keycloak itself would never issue. Thread-safe.
 */
public final class KeycloakRealm {

    /** The claim with the roles, as {@code quarkus.oidc.roles.role-claim-path} names it. */
    public static final String ROLES = "realm_access/roles";

    /** The claim with the tenants, as {@code coupabridge.access.tenants-claim} names it. */
    public static final String TENANTS = "coupa_bridge/tenants";

    private static final String NAME = "coupa-bridge";
    private static final String SEPARATOR = "#";

    private final String url;
    private final KeycloakAdmin admin;
    private final PrivateKey key;
    private final String keyId;

    private KeycloakRealm(String server, PrivateKey key) {
        this.url = server + "/realms/" + NAME;
        this.admin = new KeycloakAdmin(server);
        this.key = key;
        this.keyId = keyId();
    }

    /** Imports the realm. @return its address for {@link #at} */
    public static String make(KeycloakServer server) {
        String key = Base64.getUrlEncoder().encodeToString(newKey().getEncoded());
        String pem =
                Base64.getMimeEncoder().encodeToString(Base64.getUrlDecoder().decode(key));
        server.admin().importRealm("/keycloak/coupa-bridge-realm.json", Map.of("privateKey", pem));
        return server.url() + SEPARATOR + key;
    }

    /** @param address as {@link #make} returned it */
    public static KeycloakRealm at(String address) {
        String[] parts = address.split(SEPARATOR);
        try {
            byte[] key = Base64.getUrlDecoder().decode(parts[1]);
            return new KeycloakRealm(
                    parts[0], KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What services trust. */
    public String url() {
        return url;
    }

    /** Of the server that has this realm among others. */
    public KeycloakAdmin admin() {
        return admin;
    }

    /** Makes a person and lets them log in. @return their access token */
    public String logIn(String subject, List<String> roles, List<String> tenants) {
        String name = UUID.randomUUID().toString();
        String user = admin.post(
                "/admin/realms/" + NAME + "/users",
                Map.of(
                        "username",
                        name,
                        "enabled",
                        true,
                        "email",
                        name + "@northwind.example",
                        "firstName",
                        "A",
                        "lastName",
                        "Test",
                        "credentials",
                        List.of(Map.of("type", "password", "value", "test-only")),
                        "attributes",
                        Map.of("subject", List.of(subject), "tenants", tenants)));
        List<JsonNode> known = roles.stream()
                .map(role -> admin.getAsAdministrator("/admin/realms/" + NAME + "/roles/" + role))
                .toList();
        admin.post("/admin/realms/" + NAME + "/users/" + user + "/role-mappings/realm", known);
        return admin.token(
                NAME,
                Map.of(
                        "grant_type", "password",
                        "client_id", "saas",
                        "client_secret", "test-only",
                        "username", name,
                        "password", "test-only"));
    }

    /** A token with these claims and no others, signed by the realm's key. */
    public String sign(Map<String, Object> claims) {
        return sign(claims, keyId, key);
    }

    /** The same by a key that the realm does not know. */
    public static String signByAnotherKey(Map<String, Object> claims) {
        return sign(claims, "another", newKey());
    }

    private static String sign(Map<String, Object> claims, String keyId, PrivateKey key) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), JWTClaimsSet.parse(claims));
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (ParseException | JOSEException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String keyId() {
        for (JsonNode published :
                admin.get("/realms/" + NAME + "/protocol/openid-connect/certs").path("keys")) {
            if (published.path("alg").asText().equals(JWSAlgorithm.RS256.getName())) {
                return published.path("kid").asText();
            }
        }
        throw new IllegalStateException("The realm publishes no key.");
    }

    private static PrivateKey newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
