package io.coupabridge.token.admin;

/** The ceiling that a tenant has. */
record CeilingView(String tenant, int requestsPerSecond) {}
