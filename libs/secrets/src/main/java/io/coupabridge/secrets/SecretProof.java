package io.coupabridge.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows that the maker of a statement holds a secret, without a piece of it: HMAC-SHA-256 with the secret as key, in
 * Base64. As good as the secret is hard to guess.
 */
public final class SecretProof {

    private static final String HMAC = "HmacSHA256";

    private SecretProof() {}

    public static String of(Secret secret, String statement) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes(secret.reveal()), HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(bytes(statement)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256.", e);
        }
    }

    /** In constant time. */
    public static boolean isOf(String proof, Secret secret, String statement) {
        return MessageDigest.isEqual(bytes(proof), bytes(of(secret, statement)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
