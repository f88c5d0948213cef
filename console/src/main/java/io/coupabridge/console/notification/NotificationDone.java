package io.coupabridge.console.notification;

/** What was just done, as the address of a page says it. */
enum NotificationDone {
    LINK_SENT(
            "A link was sent to the mailbox. It is told of nothing before somebody has opened the link and confirmed."),
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
