package io.coupabridge.simulator.behaviour;

/** How the flat list of expense lines presents the items of an itemised line (coupa-api §5.7). */
public enum ItemRows {
    /** Rows of their own with {@code parent-expense-line-id}; the parent's list of items is empty. */
    OWN_ROWS,
    /** Only inside the parent. */
    NESTED,
    /** As rows of their own and inside the parent. */
    BOTH
}
