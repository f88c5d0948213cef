package io.coupabridge.runtime.message;

import io.coupabridge.runtime.handler.TaskHandler;
import java.time.Clock;

/** Makes {@link Messages} where no container does. In this package since only that one may. */
public final class MessagesOf {

    private MessagesOf() {}

    public static Messages handler(TaskHandler handler) {
        return new Messages(handler, Clock.systemUTC());
    }
}
