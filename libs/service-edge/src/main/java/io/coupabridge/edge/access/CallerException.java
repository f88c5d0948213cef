package io.coupabridge.edge.access;

/** Why a login failed: the token is genuine but tells of nobody who can be named. */
final class CallerException extends RuntimeException {

    CallerException(String message) {
        super(message, null, false, false);
    }
}
