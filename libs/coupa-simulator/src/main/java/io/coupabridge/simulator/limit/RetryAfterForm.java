package io.coupabridge.simulator.limit;

/** Whether a refused request is told when to come again (coupa-api §3.9: sources contradict each other). */
public enum RetryAfterForm {
    NONE,
    SECONDS,
    DATE
}
