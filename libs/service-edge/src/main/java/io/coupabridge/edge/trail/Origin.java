package io.coupabridge.edge.trail;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What names a person. The chain holds only a hash of it, salted anew for each entry, so that it can be erased.
 *
 * @param salt hexadecimal
 * @param subject of the caller's token, or what a command says of who asked for it
 * @param client to which the issuer gave the token; null when the token does not say
 * @param address from where the request came; null for commands
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Origin(String salt, String subject, String client, String address) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 16;

    static Origin of(String subject, String client, String address) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new Origin(HexFormat.of().formatHex(salt), subject, client, address);
    }

    String hash() {
        return new Digest().add(salt).add(subject).add(client).add(address).hex();
    }
}
