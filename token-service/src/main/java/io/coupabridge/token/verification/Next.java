package io.coupabridge.token.verification;

import java.time.Instant;

/** When a verification goes on, and from where. */
record Next(Instant at, VerificationData data) {}
