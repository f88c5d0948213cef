package io.coupabridge.budget;

/** Who asks for how many slots of which host. */
record Demand(String hostKey, String holder, int ceilingPerSecond, int wanted) {}
