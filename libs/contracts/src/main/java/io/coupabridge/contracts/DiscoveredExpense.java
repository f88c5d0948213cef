package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A line of an expense report, or one that is on no report yet.
 *
 * <p>To add up what was spent, take the lines with {@code leaf = true} only: an itemised line and the items that it was
 * split into would count twice.
 *
 * @param reportId null while the line is on no report
 * @param parentLineId the itemised line that this one is an item of; else null
 * @param leaf false for a line that was split into items
 * @param accountId Coupa's id of the user account whose expense it is (not the GL account)
 * @param accountEmail may be null
 * @param amount what was charged if Coupa knows it, else the converted amount; equals {@code charged} or
 *     {@code converted}
 * @param charged what was charged, in the currency of the purchase; null when Coupa gives none
 * @param converted the same in the user's default currency, as Coupa converted it
 * @param transactionDate the local date in the instance's offset
 * @param transactionDateSource which Coupa field the date is from
 * @param merchantName null when neither the line nor its card feed names one
 * @param merchantSource which Coupa field the name is from; null without a name
 * @param comments the line's description, and its reason on a line of its own; may be null
 * @param status the report's status as Coupa calls it, or the line's own when it is on no report; open
 * @param lineStatus the line's own status; open, may be null
 * @param createdAt null when Coupa does not say
 * @param updatedAt null when Coupa does not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DiscoveredExpense(
        TenantId tenantId,
        long lineId,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Change change,

        long version,
        Long reportId,
        Long parentLineId,
        Boolean leaf,
        Long accountId,
        String accountEmail,
        Money amount,
        Money charged,
        Money converted,
        @JsonFormat(shape = JsonFormat.Shape.STRING) LocalDate transactionDate,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        DateSource transactionDateSource,

        String merchantName,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        MerchantSource merchantSource,

        String comments,
        String status,
        String lineStatus,
        Category category,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant updatedAt)
        implements DiscoveredRecord {

    /** Where the transaction date is from; open for readers. */
    public enum DateSource {
        EXPENSE_DATE,
        START_DATE,
        CREATED_AT,
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** Where the merchant's name is from; open for readers. */
    public enum MerchantSource {
        MERCHANT,
        /** The text of the corporate card feed. */
        CARD_DESCRIPTION,
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** @param name may be null */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Category(long id, String name) {}

    @Override
    @JsonIgnore
    public long recordId() {
        return lineId;
    }

    /** What is published when a line is gone from Coupa. */
    public static DiscoveredExpense removed(TenantId tenantId, long lineId) {
        return new DiscoveredExpense(
                tenantId,
                lineId,
                Change.REMOVED,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
