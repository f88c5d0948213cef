package io.coupabridge.runtime.ledger;

/** The ledger's database failed. What was going on is undone and done again later. */
public final class LedgerException extends RuntimeException {

    LedgerException(Exception cause) {
        super("The ledger database failed: " + cause.getMessage(), cause);
    }
}
