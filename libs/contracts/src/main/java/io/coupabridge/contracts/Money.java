package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigDecimal;

/**
 * An amount with its currency. Negative and zero are normal (refunds, mileage); up to four decimals.
 *
 * @param amount a plain decimal as Coupa gave it, such as {@code 141.32}; never a float, never in scientific notation
 * @param currency the ISO 4217 code as Coupa gave it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Money(String amount, String currency) {

    @JsonIgnore
    public BigDecimal decimal() {
        return new BigDecimal(amount);
    }
}
