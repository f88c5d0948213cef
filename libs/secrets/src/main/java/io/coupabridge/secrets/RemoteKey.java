package io.coupabridge.secrets;

import com.google.crypto.tink.Aead;

/** A key of a KMS. That it does not answer must not look like a broken file, whatever its library throws then. */
record RemoteKey(String uri, Aead key) implements Aead {

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] context) {
        try {
            return key.encrypt(plaintext, context);
        } catch (Exception e) {
            throw failed("encrypt", e);
        }
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte[] context) {
        try {
            return key.decrypt(ciphertext, context);
        } catch (Exception e) {
            throw failed("decrypt", e);
        }
    }

    private KeysetException failed(String verb, Exception e) {
        return new KeysetException("The KMS did not " + verb + " the keyset with the key " + uri + " ("
                + e.getClass().getSimpleName()
                + "). Either it does not answer, or it does not let us, or another key has encrypted the file.");
    }
}
