package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.coupabridge.simulator.behaviour.Switches;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The users, reports and lines of one instance, and the lists that were added to it: what they were made as, and what was
 * changed since. Readers see one state for the length of a read; nothing is shared between data sets. Thread-safe.
 */
public final class DataSet {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final CompanyTime time;
    private final Clock clock;
    private final Switches switches;
    private final LineGenerator lineGenerator;
    private final ReportGenerator reportGenerator;
    private final Table users;
    private final Table reports;
    private final Table lines;
    private final Map<Long, TreeSet<Long>> attachedLines = new HashMap<>();
    private final RecordTable publicUsers;
    private final RecordTable publicReports;
    private final RecordTable publicLines;
    private final ConcurrentSkipListMap<String, RecordTable> byResource = new ConcurrentSkipListMap<>();
    private final Mix mix;

    /**
     * @param clock stamps changes; its time now is the end of the generated past
     * @param switches say how the company's clock is skewed and what changes touch
     */
    public DataSet(DataSpec spec, Clock clock, Switches switches) {
        this.clock = clock;
        this.switches = switches;
        mix = new Mix(spec.seed());
        time = new CompanyTime(spec.zone(), clock.instant());
        ReportLayout layout = new ReportLayout(mix, spec.expenseLines(), spec.itemisedPermille());
        IdSpace userIds = new IdSpace(spec.firstUserId(), spec.users(), spec.idGap(), spec.idLeap(), mix);
        IdSpace reportIds = new IdSpace(spec.firstReportId(), layout.reports(), spec.idGap(), spec.idLeap(), mix);
        IdSpace lineIds = new IdSpace(spec.firstLineId(), spec.expenseLines(), spec.idGap(), spec.idLeap(), mix);
        UserGenerator people = new UserGenerator(mix, userIds, time, spec);
        ExpenseTimes times = new ExpenseTimes(mix, time, spec);
        reportGenerator = new ReportGenerator(mix, userIds, reportIds, layout, times);
        lineGenerator = new LineGenerator(
                mix, lineIds, reportIds, layout, times, reportGenerator, people, spec.walletPermille());
        Wording wording = new Wording(mix, spec.awkwardPermille());
        users = new Table(new UserSchema(this, people).make(), userIds, people::updatedAt);
        reports = new Table(
                new ReportSchema(this, people, reportGenerator, time).make(), reportIds, reportGenerator::updatedAt);
        lines = new Table(new LineSchema(this, lineGenerator, wording, time).make(), lineIds, lineGenerator::updatedAt);
        publicUsers = serve("users", users, "core.user.read");
        publicReports = serve("expense_reports", reports, "core.expense.read");
        publicLines = serve("expense_lines", lines, "core.expense.read");
    }

    private RecordTable serve(String resource, Table table, String scope) {
        RecordTable records = new RecordTable(this, table, scope);
        if (byResource.putIfAbsent(resource, records) != null) {
            throw new IllegalArgumentException("There is a list /api/" + resource + " already.");
        }
        return records;
    }

    /**
     * Serves one more list from now on, with ids from 1. It is empty at first.
     *
     * @throws IllegalArgumentException when there is one of that path
     */
    public RecordTable addList(ListSpec list) {
        Table table = new Table(list.schema(), new IdSpace(1, 0, 1, 0, mix), id -> 0);
        return serve(list.resource(), table, list.scope());
    }

    /** The records of a list, by what paths call it, such as {@code users}; empty when there is none. */
    public Optional<RecordTable> list(String resource) {
        return Optional.ofNullable(byResource.get(resource));
    }

    /** What paths call the lists that there are. */
    public SortedSet<String> lists() {
        return byResource.navigableKeySet();
    }

    public RecordTable users() {
        return publicUsers;
    }

    public RecordTable expenseReports() {
        return publicReports;
    }

    public RecordTable expenseLines() {
        return publicLines;
    }

    /** Runs a read that sees one unchanging state. */
    <T> T read(Supplier<T> reading) {
        lock.readLock().lock();
        try {
            return reading.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs a change that readers see as a whole or not at all. */
    <T> T write(Supplier<T> writing) {
        lock.writeLock().lock();
        try {
            return writing.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    Switches switches() {
        return switches;
    }

    Table userTable() {
        return users;
    }

    Table reportTable() {
        return reports;
    }

    Table lineTable() {
        return lines;
    }

    CompanyTime time() {
        return time;
    }

    /** The company's present second, printed as its records print it. */
    String now() {
        return time.format(instant().getEpochSecond());
    }

    private Instant instant() {
        return clock.instant().plus(switches.clockSkew());
    }

    /** Midnight today, less some days, as an expense date. */
    String dayBefore(int days) {
        return time.format(time.startOfDay(time.epochDay(instant().getEpochSecond()) - days));
    }

    private GeneratedLine generated(Row line) {
        return line.generated(lineGenerator::line);
    }

    /** Null when the line is on no report. */
    Long reportIdOf(Row line) {
        JsonNode changed = line.changed("expense-report-id");
        if (changed != null) {
            return changed.isNull() ? null : (Long) changed.longValue();
        }
        return generated(line).reportId();
    }

    long lineOwnerId(Row line) {
        JsonNode changed = line.changed("expensed-by");
        return changed != null && changed.has("id")
                ? changed.get("id").longValue()
                : generated(line).ownerId();
    }

    long reportOwnerId(Row report) {
        JsonNode changed = report.changed("expensed-by");
        return changed != null && changed.has("id")
                ? changed.get("id").longValue()
                : reportGenerator.owner(report.id());
    }

    Long parentIdOf(Row line) {
        JsonNode changed = line.changed("parent-expense-line-id");
        if (changed != null) {
            return changed.isNull() ? null : (Long) changed.longValue();
        }
        return generated(line).parentId();
    }

    /** The lines that are on a report now, in order of id. */
    List<Row> linesOf(Row report) {
        return linesOfReport(report.id());
    }

    List<Row> linesOfReport(long reportId) {
        TreeSet<Long> ids = new TreeSet<>(attachedLines.getOrDefault(reportId, new TreeSet<>()));
        int end = reportGenerator.endPosition(reportId);
        for (int position = reportGenerator.firstPosition(reportId); position < end; position++) {
            ids.add(lines.base().idAt(position));
        }
        List<Row> rows = new ArrayList<>(ids.size());
        for (long id : ids) {
            Row line = lines.row(id);
            if (line != null && Long.valueOf(reportId).equals(reportIdOf(line))) {
                rows.add(line);
            }
        }
        return rows;
    }

    /** The items of an itemised line. */
    List<Row> itemsOf(Row line) {
        Long report = reportIdOf(line);
        boolean canHaveItems = generated(line).isParent() || line.change() != null;
        if (report == null || !canHaveItems) {
            return List.of();
        }
        return linesOfReport(report).stream()
                .filter(item -> Long.valueOf(line.id()).equals(parentIdOf(item)))
                .toList();
    }

    Decimal totalOf(Row report) {
        Field amount = lines.schema().find("amount");
        Decimal total = new Decimal(0, 2);
        for (Row line : linesOf(report)) {
            if (parentIdOf(line) == null && line.get(amount) instanceof Decimal counted) {
                total = total.plus(counted);
            }
        }
        return total;
    }

    /** Bumps what the switches say that a change bumps besides the record itself. */
    void touchRelated(Table changed, long id, String now) {
        if (changed == reports && switches.reportChangeTouchesLines()) {
            linesOfReport(id).forEach(line -> touch(lines, line.id(), now));
        }
        if (changed == lines && switches.lineChangeTouchesReport()) {
            Long report = reportIdOf(lines.row(id));
            if (report != null && reports.row(report) != null) {
                touch(reports, report, now);
            }
        }
    }

    void touch(Table table, long id, String now) {
        table.put(id, JsonNodeFactory.instance.objectNode().put("updated-at", now));
    }

    /** Remembers that a line was put on a report by a change, so that the report finds it. */
    void attach(long lineId, Long reportId) {
        if (reportId != null) {
            attachedLines.computeIfAbsent(reportId, none -> new TreeSet<>()).add(lineId);
        }
    }
}
