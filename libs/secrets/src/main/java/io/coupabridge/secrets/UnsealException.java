package io.coupabridge.secrets;

/** A ciphertext does not open: another key, another context, or damage. Which of them cannot be told. */
public final class UnsealException extends RuntimeException {

    UnsealException() {
        super("The sealed secret does not open with this keyset in this context.");
    }
}
