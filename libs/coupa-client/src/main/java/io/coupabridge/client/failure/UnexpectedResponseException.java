package io.coupabridge.client.failure;

/** Something answered, but not as Coupa's API does. It is never data and never the end of the data. */
public final class UnexpectedResponseException extends CoupaException {

    private final Kind kind;

    public UnexpectedResponseException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * True when such an answer is known to pass, as a maintenance page does, or a smaller page may help; retry it a few
     * times, not for ever.
     */
    @Override
    public boolean retryable() {
        return kind.passes;
    }

    /** What came instead of a page. The numbers are the rows of coupa-api §7. */
    public enum Kind {
        /** A web page with a success status: maintenance, as a rule (18). */
        HTML(true),
        /** XML, so the Accept header got lost on the way (12, 20). */
        XML(true),
        /** Neither JSON, HTML nor XML, or nothing at all. */
        NOT_JSON(true),
        /** JSON that does not parse, or compressed data that breaks off (21). */
        BROKEN_JSON(true),
        /** An error object with a success status (23). */
        ERROR_BODY(true),
        /** JSON, but not a list of objects (22). */
        NOT_A_LIST(true),
        /** A list without records that are known to be there. */
        INCOMPLETE(true),
        /** No record of a page has an id behind which anything could be asked for. */
        BAD_ID(true),
        /** Ids that do not ascend, or do not pass the cursor: a filter was ignored (31), or a page came out of order. */
        CURSOR_STUCK(true),
        /** The answer is larger than this client accepts. A smaller page may help. */
        TOO_LARGE(true),
        /** More records than a filter can let through: it was ignored, or asks for too much at once. */
        TOO_MANY(false),
        /** 301, 302 and the like, which are never followed (19). */
        REDIRECT(false),
        /** 404: wrong path or host (13). */
        NOT_FOUND(false),
        /** 400 or 422: Coupa does not like the query (14). */
        BAD_REQUEST(false),
        /** Any other status (26, 27). */
        OTHER_STATUS(false);

        private final boolean passes;

        Kind(boolean passes) {
            this.passes = passes;
        }
    }
}
