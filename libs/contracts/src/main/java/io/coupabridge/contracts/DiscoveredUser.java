package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * An account in Coupa. Key of people: {@code tenantId} and {@code userId}; e-mail addresses may be null, differ in case
 * only, or be given to somebody else later. Texts are as Coupa gives them, and null where it has none.
 *
 * @param activeDate the local date, in the instance's offset, on which the account was created, for an active account;
 *     null for an inactive one. Coupa has no date of last activity (coupa-api §4.2): this is none
 * @param licences which Coupa licences the account holds, in alphabetical order, such as {@code expense}
 * @param accountKind whether a person is behind it; the others are no seats
 * @param department null when the account is in none
 * @param createdAt null only when the account is gone
 * @param updatedAt null when Coupa does not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DiscoveredUser(
        TenantId tenantId,
        long userId,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Change change,

        long version,
        String login,
        String email,
        String firstName,
        String lastName,
        Boolean active,
        @JsonFormat(shape = JsonFormat.Shape.STRING) LocalDate activeDate,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        AccountKind accountKind,

        String employeeNumber,
        List<String> licences,
        Department department,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant updatedAt)
        implements DiscoveredRecord {

    /** Who is behind an account; open for readers. */
    public enum AccountKind {
        HUMAN,
        API,
        SUPPORT,
        SUPPLIER,
        /** Somebody of a managed service provider. */
        MSP,
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** @param name may be null */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Department(long id, String name) {}

    @Override
    @JsonIgnore
    public long recordId() {
        return userId;
    }

    /** What is published when a user is gone from Coupa. */
    public static DiscoveredUser removed(TenantId tenantId, long userId) {
        return new DiscoveredUser(
                tenantId,
                userId,
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
                null);
    }
}
