package io.coupabridge.console.operations;

import io.coupabridge.console.service.Reply;

/** Why a service could not tell what a page shows. */
final class Unable {

    private static final int NOT_FOUND = 404;

    private Unable() {}

    /** In a sentence; empty when it could. */
    static String why(Reply reply) {
        return reply.status() == NOT_FOUND ? "This version of the service cannot tell." : reply.trouble();
    }
}
