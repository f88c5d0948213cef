package io.coupabridge.console.notification;

/**
 * What has come of a try.
 *
 * @param status of HTTP or SMTP; null when nothing has answered
 * @param fault why it has not arrived; null when it has
 */
record DeliveryTry(Integer status, Fault fault) {

    /** Why something has not arrived. */
    enum Fault {
        /** The rules do not let it be sent there any more. */
        ADDRESS_NOT_ALLOWED,
        ADDRESS_NOT_PUBLIC,
        HOST_NOT_FOUND,
        CERTIFICATE,
        CONNECTION,
        TIMEOUT,
        /** Redirects are not followed. */
        REDIRECTED,
        REFUSED,
        LOGIN,
        MAIL_NOT_SET_UP,
        SECRET_UNREADABLE,
        INTERNAL
    }

    static DeliveryTry of(int status) {
        if (status / 100 == 2) {
            return new DeliveryTry(status, null);
        }
        return new DeliveryTry(status, status / 100 == 3 ? Fault.REDIRECTED : Fault.REFUSED);
    }

    static DeliveryTry failed(Fault fault) {
        return new DeliveryTry(null, fault);
    }

    boolean arrived() {
        return fault == null;
    }
}
