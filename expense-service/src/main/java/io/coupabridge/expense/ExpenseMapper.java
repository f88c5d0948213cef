package io.coupabridge.expense;

import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredExpense.Category;
import io.coupabridge.contracts.DiscoveredExpense.MerchantSource;
import io.coupabridge.contracts.Money;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.expense.CoupaExpenseReport.Person;

/** One line of Coupa's to what is published of it (coupa-api §5.5). */
final class ExpenseMapper {

    private ExpenseMapper() {}

    /**
     * What a line itself does not say.
     *
     * @param leaf false for a line that was split into items
     * @param reportStatus null when the line is on no report, or that is not known
     * @param reportOwner null when it is not known
     */
    record Surroundings(boolean leaf, String reportStatus, Person reportOwner) {}

    /** @throws UnmappableExpenseException when the line lacks what an expense needs */
    static DiscoveredExpense discovered(TenantId tenant, CoupaExpenseLine line, Surroundings around) {
        if (line.dates().transaction() == null) {
            throw new UnmappableExpenseException("The fields expense-date, start-date and created-at are empty.");
        }
        Person account = account(line, around.reportOwner());
        Money charged = pair(line.foreignAmount(), line.foreignCurrency());
        Money converted = pair(line.amount(), line.currency());
        String merchant = line.merchant() != null ? line.merchant() : line.cardText();
        return new DiscoveredExpense(
                tenant,
                line.id(),
                null,
                0,
                line.reportId(),
                line.parentId(),
                around.leaf(),
                account.id(),
                account.email(),
                amount(line, charged, converted),
                charged,
                converted,
                line.dates().transaction(),
                line.dates().source(),
                merchant,
                merchantSource(line),
                comments(line),
                around.reportStatus() != null ? around.reportStatus() : line.status(),
                line.status(),
                line.categoryId() == null ? null : new Category(line.categoryId(), line.categoryName()),
                line.dates().createdAt(),
                line.dates().updatedAt());
    }

    private static Person account(CoupaExpenseLine line, Person reportOwner) {
        if (line.expensedBy() != null) {
            return line.expensedBy();
        }
        if (line.createdBy() != null) {
            return line.createdBy();
        }
        if (reportOwner != null) {
            return reportOwner;
        }
        throw new UnmappableExpenseException(
                "The fields expensed-by and created-by name nobody, and neither does the report.");
    }

    /** An amount without its currency says nothing, and the other pair's currency would make it wrong. */
    private static Money pair(String amount, String currency) {
        return amount == null || currency == null ? null : new Money(amount, currency);
    }

    private static Money amount(CoupaExpenseLine line, Money charged, Money converted) {
        if (charged != null) {
            return charged;
        }
        if (converted != null) {
            return converted;
        }
        boolean lacksCurrency = line.amount() != null || line.foreignAmount() != null;
        throw new UnmappableExpenseException(
                lacksCurrency
                        ? "The field currency is empty although there is an amount."
                        : "The fields amount and foreign-currency-amount are empty.");
    }

    private static MerchantSource merchantSource(CoupaExpenseLine line) {
        if (line.merchant() != null) {
            return MerchantSource.MERCHANT;
        }
        return line.cardText() != null ? MerchantSource.CARD_DESCRIPTION : null;
    }

    private static String comments(CoupaExpenseLine line) {
        if (line.description() == null || line.reason() == null) {
            return line.description() != null ? line.description() : line.reason();
        }
        return line.description().concat("\n").concat(line.reason());
    }
}
