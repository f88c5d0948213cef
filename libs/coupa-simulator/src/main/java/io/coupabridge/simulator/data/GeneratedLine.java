package io.coupabridge.simulator.data;

/** One expense line as its seed made it. Computed when read and thrown away afterwards. */
final class GeneratedLine {

    private static final String[] AUDIT = {
        "Verified Receipt Online",
        "Verified Unattached Receipt",
        "Waiting for Receipt",
        "No Receipt Required",
        "Approved Without Receipt"
    };

    private enum Role {
        SINGLE,
        PARENT,
        CHILD
    }

    private final LineGenerator from;
    private final Mix mix;
    private final long id;
    private final int position;
    private final int report;
    private final int firstOfReport;
    private final Role role;
    private final boolean onReport;
    private Merchant merchant;
    private Currency own;
    private Currency charged;

    /** @param original whether the instance started with it; one that was added later has no place of its own */
    GeneratedLine(LineGenerator from, long id, int position, boolean original) {
        this.from = from;
        this.mix = from.mix;
        this.id = id;
        this.position = position;
        this.report = from.layout.reportOf(position);
        this.firstOfReport = from.layout.firstLine(report);
        this.role = original ? role() : Role.SINGLE;
        this.onReport = original && !(role == Role.SINGLE && mix.permille(position, 501, from.walletPermille));
    }

    private Role role() {
        if (position > firstOfReport + 2 || !from.layout.isItemised(report)) {
            return Role.SINGLE;
        }
        return position == firstOfReport ? Role.PARENT : Role.CHILD;
    }

    /** Null for a line in the wallet, on no report yet. */
    Long reportId() {
        return onReport ? (Long) from.reports.idAt(report) : null;
    }

    long lineNumber() {
        return position - firstOfReport + 1L;
    }

    Long parentId() {
        return role == Role.CHILD ? (Long) from.lines.idAt(firstOfReport) : null;
    }

    boolean isParent() {
        return role == Role.PARENT;
    }

    long ownerId() {
        return from.reportGenerator.owner(from.reports.idAt(report));
    }

    String status() {
        return onReport ? from.reportGenerator.status(from.reports.idAt(report)) : "draft";
    }

    long createdAt() {
        return from.times.createdAt(position);
    }

    int expenseDay() {
        return from.times.expenseDay(leader());
    }

    /** The position of the line that this one shares merchant, day and currency with: its parent's, or its own. */
    private int leader() {
        return role == Role.CHILD ? firstOfReport : position;
    }

    Merchant merchant() {
        if (merchant == null) {
            merchant = Merchant.pick(mix, leader(), 506);
        }
        return merchant;
    }

    /** Null where only the card feed knows the name. */
    String merchantName() {
        return isFromCard() && mix.permille(position, 508, 400)
                ? null
                : merchant().descriptor();
    }

    boolean isFromCard() {
        return mix.permille(leader(), 509, 450);
    }

    Currency ownCurrency() {
        if (own == null) {
            own = from.users.currency(ownerId());
        }
        return own;
    }

    Currency chargedCurrency() {
        if (charged == null) {
            charged = mix.permille(leader(), 510, 350) ? Currency.pick(mix, leader(), 511) : ownCurrency();
        }
        return charged;
    }

    boolean isForeign() {
        return chargedCurrency() != ownCurrency();
    }

    /** What was charged. Negative for refunds, now and then zero; a parent's is the sum of its items'. */
    Decimal charged() {
        return role == Role.PARENT
                ? from.at(position + 1).charged().plus(from.at(position + 2).charged())
                : single();
    }

    private Decimal single() {
        Currency currency = chargedCurrency();
        int kind = mix.below(position, 512, 1_000);
        if (kind < 12) {
            return new Decimal(0, currency.decimals());
        }
        long cents = merchant().low()
                + mix.below(position, 513, merchant().high() - merchant().low() + 1);
        long signed = kind < 45 ? -cents : cents;
        return currency.ofCents(signed).rescale(mix.permille(position, 514, 40) ? 4 : currency.decimals());
    }

    /** The charge in the owner's own currency. */
    Decimal amount() {
        if (role == Role.PARENT) {
            return from.at(position + 1).amount().plus(from.at(position + 2).amount());
        }
        Decimal paid = single();
        return isForeign()
                ? ownCurrency()
                        .convert(paid, chargedCurrency())
                        .rescale(ownCurrency().decimals())
                : paid;
    }

    Decimal rate() {
        return ownCurrency().rateFrom(chargedCurrency());
    }

    String audit() {
        return mix.permille(position, 515, 200) ? null : mix.pick(position, 516, AUDIT);
    }
}
