package io.coupabridge.edge.access;

import io.quarkus.oidc.OIDCException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;

/** Says why a token was not accepted, in words of its own: the library's quote the token. */
final class TokenFault {

    private static final int DEPTH = 10;
    private static final Map<Integer, String> WORDS = words();

    private TokenFault() {}

    /** In words that go on from "The token is not accepted:". */
    static String words(Throwable failure) {
        Throwable current = failure;
        for (int depth = 0; depth < DEPTH && current != null; depth++) {
            if (current instanceof CallerException known) {
                return known.getMessage();
            }
            if (current instanceof OIDCException || current instanceof IOException) {
                return "its key is not known, and the issuer does not answer";
            }
            if (current instanceof UnresolvableKeyException) {
                return "its key is none of the issuer's";
            }
            if (current instanceof InvalidJwtException invalid
                    && !(current.getCause() instanceof UnresolvableKeyException)) {
                return WORDS.entrySet().stream()
                        .filter(entry -> invalid.hasErrorCode(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("it is no signed token of the issuer");
            }
            current = current.getCause();
        }
        return "it is no signed token of the issuer";
    }

    private static Map<Integer, String> words() {
        Map<Integer, String> words = new LinkedHashMap<>();
        words.put(ErrorCodes.EXPIRED, "it has expired");
        words.put(ErrorCodes.EXPIRATION_MISSING, "it has no end");
        words.put(ErrorCodes.NOT_YET_VALID, "it is not valid yet");
        words.put(ErrorCodes.ISSUER_INVALID, "it is of another issuer");
        words.put(ErrorCodes.ISSUER_MISSING, "it names no issuer");
        words.put(ErrorCodes.AUDIENCE_INVALID, "it is for another audience");
        words.put(ErrorCodes.AUDIENCE_MISSING, "it is for no audience");
        words.put(ErrorCodes.SUBJECT_MISSING, "it has no subject");
        words.put(ErrorCodes.SIGNATURE_INVALID, "its signature is not the issuer's");
        return words;
    }
}
