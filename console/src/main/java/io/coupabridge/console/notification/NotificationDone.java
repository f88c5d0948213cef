package io.coupabridge.console.notification;

/** What was just done, as the address of a page says it. */
enum NotificationDone {
    ADDED("It is told of what happens from now on."),
    REMOVED("It is told of nothing any more."),
    AGAIN("It is sent again now.");

    private final String sentence;

    NotificationDone(String sentence) {
        this.sentence = sentence;
    }

    /** @return null for what is nothing that can be done */
    static String sentence(String name) {
        for (NotificationDone done : values()) {
            if (done.name().equals(name)) {
                return done.sentence;
            }
        }
        return null;
    }
}
