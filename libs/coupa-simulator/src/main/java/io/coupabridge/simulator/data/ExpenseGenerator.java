package io.coupabridge.simulator.data;

/** Computes what the expense lines and reports of an instance are like, from the seed and the id alone. */
final class ExpenseGenerator {

    static final String[] REPORT_STATUSES = {
        "draft", "working", "pending_approval", "pending_info", "approved", "accounting_review",
        "approved_for_payment", "scheduled_for_payment", "paid", "audit_hold_v2"
    };
    private static final int[] STATUS_SHARES = {60, 20, 130, 30, 150, 40, 60, 40, 460, 10};
    private static final String[] TITLES = {
        "January tools", "Customer trip", "Zürich offsite", "Software Q3", "Conference 🎤", "Monthly card statement",
        "Dienstreise München", "出張", "Team licences", "Home office"
    };
    private static final String[] AUDIT = {
        "Verified Receipt Online", "Verified Unattached Receipt", "Waiting for Receipt", "No Receipt Required",
        "Approved Without Receipt"
    };

    private final Mix mix;
    private final IdSpace lines;
    private final IdSpace reports;
    private final IdSpace users;
    private final ReportLayout layout;
    private final CompanyTime time;
    private final DataSpec spec;
    private final UserGenerator people;
    private final int oldLines;

    ExpenseGenerator(
            Mix mix,
            IdSpace users,
            IdSpace reports,
            IdSpace lines,
            ReportLayout layout,
            CompanyTime time,
            DataSpec spec,
            UserGenerator people) {
        this.mix = mix;
        this.users = users;
        this.reports = reports;
        this.lines = lines;
        this.layout = layout;
        this.time = time;
        this.spec = spec;
        this.people = people;
        this.oldLines = (int) Math.round(lines.count() * (1 - spec.recentShare()));
    }

    // -- where a line belongs

    /** Null for a line in the wallet, on no report yet. */
    Long reportId(long line) {
        int position = lines.indexOf(line);
        return position < 0 || isWallet(position) ? null : (Long) reports.idAt(layout.reportOf(position));
    }

    private boolean isWallet(int position) {
        return role(position) == Role.SINGLE && mix.permille(position, 501, spec.walletPermille());
    }

    int lineNumber(long line) {
        int position = lines.positionOf(line);
        return position - layout.firstLine(layout.reportOf(position)) + 1;
    }

    Long parentId(long line) {
        int position = lines.indexOf(line);
        return position < 0 || role(position) != Role.CHILD
                ? null
                : (Long) lines.idAt(layout.firstLine(layout.reportOf(position)));
    }

    boolean isParent(long line) {
        int position = lines.indexOf(line);
        return position >= 0 && role(position) == Role.PARENT;
    }

    private Role role(int position) {
        int report = layout.reportOf(position);
        if (!layout.isItemised(report)) {
            return Role.SINGLE;
        }
        int offset = position - layout.firstLine(report);
        return offset == 0 ? Role.PARENT : offset <= 2 ? Role.CHILD : Role.SINGLE;
    }

    private enum Role {
        SINGLE,
        PARENT,
        CHILD
    }

    /** The line that this one shares merchant, day and currency with: its parent, or itself. */
    private long leader(long line) {
        Long parent = parentId(line);
        return parent != null ? parent : line;
    }

    long lineOwner(long line) {
        return reportOwner(reports.idAt(Math.min(
                Math.max(0, reports.count() - 1), layout.reportOf(lines.positionOf(line)))));
    }

    long reportOwner(long report) {
        return users.idAt(mix.below(report, 502, Math.max(1, users.count())));
    }

    // -- when

    long lineCreatedAt(long line) {
        return createdAtPosition(lines.positionOf(line));
    }

    private long createdAtPosition(int position) {
        long now = time.anchor();
        if (position < oldLines) {
            long oldest = now - spec.oldestDays() * 86_400L;
            long newest = now - (spec.recentDays() + 10) * 86_400L;
            return oldest + (newest - oldest) * position / Math.max(1, oldLines);
        }
        long oldest = now - (spec.recentDays() - 1) * 86_400L;
        long newest = now - 3_600;
        int recent = Math.max(1, lines.count() - oldLines);
        return oldest + (newest - oldest) * (position - oldLines) / recent;
    }

    long lineUpdatedAt(long line) {
        int tied = Math.max(1, spec.tiedUpdates());
        int position = lines.positionOf(line);
        int last = tied == 1 ? position : Math.min(lines.count() - 1, position - position % tied + tied - 1);
        return later(createdAtPosition(last), position - position % tied, 503);
    }

    private long later(long created, long subject, int salt) {
        long room = Math.max(1, Math.min(21 * 86_400L, time.anchor() - 60 - created));
        return created + mix.below(subject, salt, room);
    }

    /** The local day of the transaction. */
    int expenseDay(long line) {
        long leader = leader(line);
        int position = lines.positionOf(leader);
        int today = time.epochDay(time.anchor());
        int day = time.epochDay(createdAtPosition(position)) - mix.below(leader, 504, 7);
        return Math.max(day, today - (position < oldLines ? spec.oldestDays() : spec.recentDays()));
    }

    long reportCreatedAt(long report) {
        return createdAtPosition(layout.firstLine(reports.positionOf(report))) - 600;
    }

    long reportUpdatedAt(long report) {
        return later(reportCreatedAt(report), report, 505);
    }

    /** Null while it was not submitted. */
    Long reportSubmittedAt(long report) {
        String status = reportStatus(report);
        if (status.equals("draft") || status.equals("working")) {
            return null;
        }
        long created = reportCreatedAt(report);
        return created + (reportUpdatedAt(report) - created) / 2;
    }

    // -- what

    Merchant merchantOf(long line) {
        return Merchant.pick(mix, leader(line), 506);
    }

    /** Null where only the card feed knows the name. */
    String merchantName(long line) {
        return isFromCard(line) && mix.permille(line, 508, 400)
                ? null
                : merchantOf(line).descriptor();
    }

    boolean isFromCard(long line) {
        return mix.permille(leader(line), 509, 450);
    }

    Currency ownCurrency(long line) {
        return people.currency(lineOwner(line));
    }

    Currency chargedCurrency(long line) {
        long leader = leader(line);
        return mix.permille(leader, 510, 350) ? Currency.pick(mix, leader, 511) : ownCurrency(line);
    }

    boolean isForeign(long line) {
        return chargedCurrency(line) != ownCurrency(line);
    }

    /** What was charged. Negative for refunds, now and then zero; a parent's is the sum of its items'. */
    Decimal charged(long line) {
        if (isParent(line)) {
            int first = lines.indexOf(line);
            return chargedSingly(lines.idAt(first + 1)).plus(chargedSingly(lines.idAt(first + 2)));
        }
        return chargedSingly(line);
    }

    private Decimal chargedSingly(long line) {
        Currency currency = chargedCurrency(line);
        int kind = mix.below(line, 512, 1_000);
        if (kind < 12) {
            return new Decimal(0, currency.decimals());
        }
        Merchant merchant = merchantOf(line);
        long cents = merchant.low() + mix.below(line, 513, merchant.high() - merchant.low() + 1);
        long signed = kind < 45 ? -cents : cents;
        return currency.ofCents(signed).rescale(mix.permille(line, 514, 40) ? 4 : currency.decimals());
    }

    /** The charge in the owner's own currency. */
    Decimal amount(long line) {
        if (isParent(line)) {
            int first = lines.indexOf(line);
            return amount(lines.idAt(first + 1)).plus(amount(lines.idAt(first + 2)));
        }
        Decimal charged = charged(line);
        Currency own = ownCurrency(line);
        return isForeign(line)
                ? own.convert(charged, chargedCurrency(line)).rescale(own.decimals())
                : charged;
    }

    Decimal rate(long line) {
        return ownCurrency(line).rateFrom(chargedCurrency(line));
    }

    boolean isReimbursable(long line) {
        return !isFromCard(line);
    }

    String audit(long line) {
        return mix.permille(line, 515, 200) ? null : mix.pick(line, 516, AUDIT);
    }

    // -- reports

    String reportStatus(long report) {
        int draw = mix.below(report, 517, 1_000);
        int status = 0;
        while (draw >= STATUS_SHARES[status]) {
            draw -= STATUS_SHARES[status];
            status++;
        }
        return REPORT_STATUSES[status];
    }

    String title(long report) {
        return mix.pick(report, 518, TITLES);
    }

    /** The positions of the lines that the report started with. */
    int firstPosition(long report) {
        int position = reports.indexOf(report);
        return position < 0 ? 0 : layout.firstLine(position);
    }

    int endPosition(long report) {
        int position = reports.indexOf(report);
        return position < 0 ? 0 : layout.endLine(position);
    }
}
