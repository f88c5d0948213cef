package io.coupabridge.client.address;

/** The address of a Coupa instance is not acceptable. The message is a sentence for an administrator and quotes no userinfo. */
public final class InvalidBaseUrlException extends RuntimeException {

    InvalidBaseUrlException(String message) {
        super(message);
    }
}
