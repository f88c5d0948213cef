package io.coupabridge.token.admin;

import static io.restassured.RestAssured.given;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.coupabridge.testing.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;

/** What can be made of a good token without the issuer's key. */
final class ForgedTokens {

    private ForgedTokens() {}

    static String unsigned(String token) {
        return base64("{\"alg\":\"none\"}") + "." + token.split("\\.")[1] + ".";
    }

    static String withAnotherRole(String token) {
        String[] parts = token.split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return parts[0] + "." + base64(claims.replace("\"operator\"", "\"platform\"")) + "." + parts[2];
    }

    /** Whoever takes the algorithm from the token takes the published key for a shared secret. */
    static String withThePublicKeyAsSecret(String token) {
        try {
            SignedJWT good = SignedJWT.parse(token);
            String keys = given().get(TestIssuer.sharedUrl() + "/.well-known/openid-configuration")
                    .jsonPath()
                    .getString("jwks_uri");
            String keyId = good.getHeader().getKeyID();
            byte[] secret = JWKSet.parse(given().get(keys).asString())
                    .getKeyByKeyId(keyId)
                    .toRSAKey()
                    .toPublicKey()
                    .getEncoded();
            SignedJWT forged = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId).build(), good.getJWTClaimsSet());
            forged.sign(new MACSigner(secret));
            return forged.serialize();
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
