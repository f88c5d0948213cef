package io.coupabridge.simulator.data;

import java.math.BigDecimal;

/** A decimal as Coupa prints it: a number of units of 10^-scale. */
record Decimal(long units, int scale) {

    private static final long[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    BigDecimal number() {
        return BigDecimal.valueOf(units, scale);
    }

    /** Rounds half up to fewer digits. */
    Decimal rescale(int smaller) {
        if (smaller >= scale) {
            return this;
        }
        long divisor = POWERS[scale - smaller];
        long half = units < 0 ? -divisor / 2 : divisor / 2;
        return new Decimal((units + half) / divisor, smaller);
    }

    Decimal plus(Decimal other) {
        int wide = Math.max(scale, other.scale);
        return new Decimal(units * POWERS[wide - scale] + other.units * POWERS[wide - other.scale], wide);
    }

    @Override
    public String toString() {
        if (scale == 0) {
            return Long.toString(units);
        }
        long absolute = Math.abs(units);
        String fraction = Long.toString(absolute % POWERS[scale]);
        StringBuilder text = new StringBuilder(24);
        if (units < 0) {
            text.append('-');
        }
        text.append(absolute / POWERS[scale]).append('.');
        text.append("0".repeat(scale - fraction.length())).append(fraction);
        return text.toString();
    }
}
