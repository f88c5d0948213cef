package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Currencies with their decimals (0 to 3) and an invented, fixed worth. */
enum Currency {
    USD(1, 2, 1_000_000L),
    EUR(2, 2, 841_190L),
    GBP(3, 2, 731_500L),
    JPY(4, 0, 148_250_000L),
    KWD(5, 3, 306_150L),
    CHF(6, 2, 883_400L),
    SEK(7, 2, 9_412_000L),
    INR(8, 2, 85_370_000L),
    BRL(9, 2, 5_417_000L),
    AUD(10, 2, 1_521_000L),
    CAD(11, 2, 1_372_000L),
    PLN(12, 2, 3_604_000L);

    private static final Currency[] COMMON = {
        USD, USD, USD, USD, USD, USD, USD, EUR, EUR, EUR, EUR, GBP, GBP, JPY, JPY, KWD, CHF, SEK, INR, BRL, AUD, CAD,
        PLN
    };

    private final int decimals;
    private final long millionthsPerDollar;
    private final ObjectNode json;

    Currency(int id, int decimals, long millionthsPerDollar) {
        this.decimals = decimals;
        this.millionthsPerDollar = millionthsPerDollar;
        this.json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("code", name())
                .put("decimals", decimals);
    }

    static Currency pick(Mix mix, long subject, int salt) {
        return mix.pick(subject, salt, COMMON);
    }

    int decimals() {
        return decimals;
    }

    /** Not to be modified. */
    ObjectNode json() {
        return json;
    }

    /** What so many US cents are in this currency, with four decimals. */
    Decimal ofCents(long cents) {
        return new Decimal(cents * 100 * millionthsPerDollar / 1_000_000, 4);
    }

    /** An amount of another currency in this one, with four decimals. */
    Decimal convert(Decimal amount, Currency from) {
        double worth = amount.units() * rateFrom(from).units() / 1e9 * Math.pow(10, 4 - amount.scale());
        return new Decimal(Math.round(worth), 4);
    }

    /** How much of this currency one unit of another buys, with nine decimals. */
    Decimal rateFrom(Currency other) {
        return new Decimal(millionthsPerDollar * 1_000_000_000L / other.millionthsPerDollar, 9);
    }
}
