package io.coupabridge.simulator.data;

/** A moment in epoch seconds, kept apart from plain numbers until it is printed. */
record Stamp(long epochSecond) {}
