package io.coupabridge.publication;

/**
 * What the user of streams does in the ledger, each time within the transaction that changes the stream's row. A consequence
 * that it gets is what it has {@link #read}, or what a {@link Publishable} of its own has brought.
 */
public interface StreamLedger {

    /**
     * The consequence with this text, which this version has stored, the one before or the next.
     *
     * @throws IllegalStateException when it is damaged
     */
    Consequence read(String text);

    /**
     * The stream is being opened, and this {@link Publishable#note} stands beside the number on Kafka, whatever the number is.
     * So its publication is on Kafka, also if the ledger has lost it. May be told again. Empty notes are not told.
     */
    void found(StreamId stream, String note);

    /** The publication is on Kafka: what it says becomes true. */
    void confirm(StreamId stream, Consequence consequence);

    /** The publication is not on Kafka, and never will be. */
    void discard(StreamId stream, Consequence consequence);

    /**
     * Nobody knows whether the publication is on Kafka, and an operator has decided to go on: what it said is to be published
     * again, in such a way that consumers take it although they may have it.
     */
    void doubt(StreamId stream, Consequence consequence);

    /**
     * The ledger goes on behind a publication although it lacks some of those before: what it knows is to be published
     * again, in such a way that consumers take it.
     *
     * @param number of the last publication that Kafka may have
     */
    void catchUp(StreamId stream, long number);

    /** The stream has a new owner. */
    void claimed(StreamId stream);

    /** The stream stands still until an operator re-bases it. */
    void halted(StreamId stream);
}
