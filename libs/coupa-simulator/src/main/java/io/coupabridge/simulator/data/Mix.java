package io.coupabridge.simulator.data;

/** Deterministic draws: the same seed, subject and salt give the same value for ever, without any state. */
final class Mix {

    private final long seed;

    Mix(long seed) {
        this.seed = finish(seed + 0x9E3779B97F4A7C15L);
    }

    /** 64 well-mixed bits. */
    long bits(long subject, int salt) {
        return finish(seed ^ (subject * 0x9E3779B97F4A7C15L) ^ (salt * 0xC2B2AE3D27D4EB4FL));
    }

    /** A number from 0 up to, but not including, the bound. */
    int below(long subject, int salt, int bound) {
        return (int) ((bits(subject, salt) >>> 33) % bound);
    }

    long below(long subject, int salt, long bound) {
        return bound <= 0 ? 0 : (bits(subject, salt) >>> 1) % bound;
    }

    boolean permille(long subject, int salt, int share) {
        return below(subject, salt, 1_000) < share;
    }

    <T> T pick(long subject, int salt, T[] choices) {
        return choices[below(subject, salt, choices.length)];
    }

    private static long finish(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
