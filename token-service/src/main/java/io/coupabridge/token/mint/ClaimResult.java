package io.coupabridge.token.mint;

/** What came of asking for the right to replace a token: the right, or why not. */
sealed interface ClaimResult {

    record Claimed(Claim claim) implements ClaimResult {}

    record Not(MintResult reason) implements ClaimResult {}
}
