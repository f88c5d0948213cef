package io.coupabridge.budget;

/**
 * Who asks for how many slots of which host.
 *
 * @param first whether it comes before those who ask at the same time
 */
record Demand(String hostKey, String holder, int ceilingPerSecond, int wanted, boolean first) {}
