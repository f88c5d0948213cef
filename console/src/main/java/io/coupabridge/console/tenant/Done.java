package io.coupabridge.console.tenant;

/** What was just done, as the address of a page says it. */
enum Done {
    RUN("The command is sent. The run shows below as soon as the task service has accepted it."),
    CANCEL("The cancel is sent. The run ends as soon as the task service has read it."),
    VERIFIED("The connection was verified. What was found stands below."),
    VERIFYING("The verification goes on. What it finds shows below by itself."),
    TASKS("The wanted tasks are saved. A newly wanted one is verified."),
    CEILING("The request ceiling is saved.");

    private final String sentence;

    Done(String sentence) {
        this.sentence = sentence;
    }

    /** @return null for what is nothing that can be done */
    static String sentence(String name) {
        for (Done done : values()) {
            if (done.name().equals(name)) {
                return done.sentence;
            }
        }
        return null;
    }
}
