package io.coupabridge.roster;

/** A user that cannot be mapped; the message is one sentence that names the field, without its value. */
final class UnmappableUserException extends RuntimeException {

    UnmappableUserException(String sentence) {
        super(sentence);
    }
}
