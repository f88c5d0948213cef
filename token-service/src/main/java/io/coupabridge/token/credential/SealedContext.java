package io.coupabridge.token.credential;

/** What the ciphertexts of this service's database are bound to, so that each opens in its own row alone. */
public final class SealedContext {

    private SealedContext() {}

    /** Of the secret of a connection: all that says where it may be sent. */
    public static String ofCredential(String tenant, String baseUrl, String kind, String clientId, long version) {
        return String.join(
                "\n",
                "coupabridge.credential.v1",
                tenant,
                baseUrl,
                kind,
                String.valueOf(clientId),
                Long.toString(version));
    }

    /** Of the fingerprint of a credential. */
    public static String ofFingerprint(String tenant) {
        return "coupabridge.fingerprint.v1\n" + tenant;
    }
}
