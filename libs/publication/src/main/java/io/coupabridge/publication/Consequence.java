package io.coupabridge.publication;

/**
 * What becomes true in the ledger once a publication is on Kafka. The {@link StreamLedger} alone knows what it says: the
 * protocol stores its text, and gives it back.
 */
public interface Consequence {

    /** As it is stored while the publication is pending. */
    String text();
}
