package io.coupabridge.console.schedule;

/** A schedule that cannot be set. Its message is for the person who wrote it, and quotes nothing of it. */
public final class BadScheduleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Part part;

    /** What of a schedule a message is about. */
    public enum Part {
        KIND,
        EVERY,
        CRON,
        ZONE
    }

    BadScheduleException(Part part, String message) {
        super(message);
        this.part = part;
    }

    public Part part() {
        return part;
    }
}
