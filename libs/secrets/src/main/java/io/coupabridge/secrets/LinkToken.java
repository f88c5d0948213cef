package io.coupabridge.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What opens a page: 256 random bits, as they stand in the link. Nobody can guess them, so a plain hash is enough to
 * find the link by.
 */
public final class LinkToken {

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String value;

    private LinkToken(String value) {
        this.value = value;
    }

    public static LinkToken fresh() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new LinkToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** @return empty when it cannot be one, so that nobody need look for it */
    public static Optional<LinkToken> parse(String value) {
        return FORM.matcher(value).matches() ? Optional.of(new LinkToken(value)) : Optional.empty();
    }

    /** For the link alone. */
    public String reveal() {
        return value;
    }

    /** Hexadecimal. */
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without what it is. */
    @Override
    public String toString() {
        return "LinkToken[hidden]";
    }
}
