package io.coupabridge.edge.trail;

/** The last entry of a tenant's trail at some time: whoever keeps it can tell later whether the trail was cut off. */
record Anchor(String tenant, long position, String hash) {}
