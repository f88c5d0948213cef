package io.coupabridge.runtime.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * xxHash64 of the same bytes with two seeds, in one pass. Written down here since both are made for each record that Coupa
 * shows: the library's variant without native code goes through the bytes one by one, and twice.
 */
final class TwoXxHashes {

    /** Any two that differ will do; ledgers hold what these make. */
    static final long FIRST_SEED = 0;

    static final long SECOND_SEED = 1;

    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private TwoXxHashes() {}

    /** @return of the bytes from there on, first that of the first seed */
    static byte[] of(byte[] bytes, int from) {
        int at = from;
        long first = FIRST_SEED + PRIME_5;
        long second = SECOND_SEED + PRIME_5;
        if (bytes.length - from >= 4 * Long.BYTES) {
            long a1 = FIRST_SEED + PRIME_1 + PRIME_2;
            long a2 = FIRST_SEED + PRIME_2;
            long a3 = FIRST_SEED;
            long a4 = FIRST_SEED - PRIME_1;
            long b1 = SECOND_SEED + PRIME_1 + PRIME_2;
            long b2 = SECOND_SEED + PRIME_2;
            long b3 = SECOND_SEED;
            long b4 = SECOND_SEED - PRIME_1;
            for (; at <= bytes.length - 4 * Long.BYTES; at += 4 * Long.BYTES) {
                long word1 = (long) LONGS.get(bytes, at) * PRIME_2;
                long word2 = (long) LONGS.get(bytes, at + Long.BYTES) * PRIME_2;
                long word3 = (long) LONGS.get(bytes, at + 2 * Long.BYTES) * PRIME_2;
                long word4 = (long) LONGS.get(bytes, at + 3 * Long.BYTES) * PRIME_2;
                a1 = Long.rotateLeft(a1 + word1, 31) * PRIME_1;
                a2 = Long.rotateLeft(a2 + word2, 31) * PRIME_1;
                a3 = Long.rotateLeft(a3 + word3, 31) * PRIME_1;
                a4 = Long.rotateLeft(a4 + word4, 31) * PRIME_1;
                b1 = Long.rotateLeft(b1 + word1, 31) * PRIME_1;
                b2 = Long.rotateLeft(b2 + word2, 31) * PRIME_1;
                b3 = Long.rotateLeft(b3 + word3, 31) * PRIME_1;
                b4 = Long.rotateLeft(b4 + word4, 31) * PRIME_1;
            }
            first = merged(a1, a2, a3, a4);
            second = merged(b1, b2, b3, b4);
        }
        int length = bytes.length - from;
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(finished(first + length, bytes, at))
                .putLong(finished(second + length, bytes, at))
                .array();
    }

    private static long merged(long lane1, long lane2, long lane3, long lane4) {
        long hash = Long.rotateLeft(lane1, 1)
                + Long.rotateLeft(lane2, 7)
                + Long.rotateLeft(lane3, 12)
                + Long.rotateLeft(lane4, 18);
        hash = (hash ^ round(lane1)) * PRIME_1 + PRIME_4;
        hash = (hash ^ round(lane2)) * PRIME_1 + PRIME_4;
        hash = (hash ^ round(lane3)) * PRIME_1 + PRIME_4;
        return (hash ^ round(lane4)) * PRIME_1 + PRIME_4;
    }

    /** Takes in what is left: less than four words. */
    private static long finished(long soFar, byte[] bytes, int from) {
        long hash = soFar;
        int at = from;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round((long) LONGS.get(bytes, at)), 27) * PRIME_1 + PRIME_4;
        }
        if (at <= bytes.length - Integer.BYTES) {
            hash = Long.rotateLeft(hash ^ unsignedInt(bytes, at) * PRIME_1, 23) * PRIME_2 + PRIME_3;
            at += Integer.BYTES;
        }
        for (; at < bytes.length; at++) {
            hash = Long.rotateLeft(hash ^ (bytes[at] & 0xFF) * PRIME_5, 11) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }

    private static long round(long word) {
        return Long.rotateLeft(word * PRIME_2, 31) * PRIME_1;
    }

    private static long unsignedInt(byte[] bytes, int at) {
        return bytes[at] & 0xFFL
                | (bytes[at + 1] & 0xFFL) << 8
                | (bytes[at + 2] & 0xFFL) << 16
                | (bytes[at + 3] & 0xFFL) << 24;
    }
}
