package io.coupabridge.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "141.32,    141.32",
        "567.0700,  567.0700",
        "18500,     18500",
        "1.85E+4,   18500",
        "0,         0",
        "-20.00,    -20.00",
        "1E-4,      0.0001",
        "99999999999999999999999999.9999, 99999999999999999999999999.9999",
    })
    void is_a_plain_decimal_with_the_places_that_it_came_with(BigDecimal amount, String plain) {
        Money money = Money.of(amount, "EUR");

        assertThat(money.amount()).isEqualTo(plain);
        assertThat(money.decimal()).isEqualByComparingTo(amount);
    }
}
