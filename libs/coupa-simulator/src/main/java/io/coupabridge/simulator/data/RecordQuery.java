package io.coupabridge.simulator.data;

import io.coupabridge.simulator.http.QueryString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/** A list request, parsed: conditions, order and page. Conditions are ANDed; the default order is by id. */
public final class RecordQuery {

    private static final Set<String> RESERVED =
            Set.of("limit", "offset", "order_by", "dir", "return_object", "fields", "filter");

    private final RecordTable records;
    private final QueryRules rules;
    private final List<Condition> conditions = new ArrayList<>();
    private Field orderBy;
    private boolean ascending = true;
    private int limit;
    private int offset;
    private long low = Long.MIN_VALUE;
    private long high = Long.MAX_VALUE;
    private TreeSet<Long> candidates;

    private RecordQuery(RecordTable records, QueryRules rules) {
        this.records = records;
        this.rules = rules;
        this.limit = rules.pageCap();
        this.orderBy = schema().find("id");
    }

    private Schema schema() {
        return records.table().schema();
    }

    /** @throws BadQueryException for what Coupa would answer with 400 */
    public static RecordQuery parse(RecordTable records, QueryString query, QueryRules rules) {
        RecordQuery parsed = new RecordQuery(records, rules);
        for (QueryString.Parameter parameter : query.parameters()) {
            if (!RESERVED.contains(parameter.name())) {
                parsed.addCondition(parameter.name(), parameter.value());
            }
        }
        parsed.conditions.sort(Comparator.comparingInt(Condition::cost));
        query.first("limit").ifPresent(text -> parsed.limit = Math.min(rules.pageCap(), number("limit", text, 1)));
        query.first("offset").ifPresent(text -> parsed.offset = number("offset", text, 0));
        query.first("order_by").ifPresent(parsed::orderBy);
        query.first("dir").ifPresent(parsed::direct);
        return parsed;
    }

    private static int number(String name, String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new BadQueryException(name + " is not a valid number");
    }

    private void orderBy(String name) {
        Field field = schema().find(name.replace('_', '-'));
        if (field == null) {
            throw new BadQueryException(name + " is not an attribute to order by");
        }
        orderBy = field;
    }

    private void direct(String direction) {
        if (!direction.equals("asc") && !direction.equals("desc")) {
            throw new BadQueryException("dir takes asc or desc");
        }
        ascending = direction.equals("asc");
    }

    private void addCondition(String name, String argument) {
        Condition condition = Condition.parse(schema(), name, argument);
        if (condition == null) {
            if (rules.rejectUnknownAttributes()) {
                throw new BadQueryException(name + " is not a valid attribute");
            }
        } else if (!rules.ignoredFilters().contains(condition.path().get(0).name())
                && !rules.ignoredFilters().contains(name)) {
            narrow(condition);
        }
    }

    /** Conditions on ids become ranges and lists; all others are looked at record by record. */
    private void narrow(Condition condition) {
        Field field = condition.path().get(0);
        if (!condition.isOn("id")) {
            conditions.add(condition);
            return;
        }
        switch (condition.operator()) {
            case EQ -> raise(one(field, condition), one(field, condition));
            case GT -> raise(one(field, condition) + 1, high);
            case GT_OR_EQ -> raise(one(field, condition), high);
            case LT -> raise(low, one(field, condition) - 1);
            case LT_OR_EQ -> raise(low, one(field, condition));
            case IN -> restrict(Comparison.numbers(field, condition.argument()));
            default -> conditions.add(condition);
        }
    }

    private static long one(Field field, Condition condition) {
        return Comparison.numbers(field, condition.argument()).get(0);
    }

    private void raise(long lowest, long highest) {
        low = Math.max(low, lowest);
        high = Math.min(high, highest);
    }

    private void restrict(List<Long> ids) {
        if (candidates == null) {
            candidates = new TreeSet<>(ids);
        } else {
            candidates.retainAll(ids);
        }
    }

    /** The page. Callers hold the data set's lock for as long as they use its rows. */
    List<Row> run() {
        List<Row> page = new ArrayList<>();
        if (low > high) {
            return page;
        }
        RowSource source = source();
        if (!orderBy.name().equals("id")) {
            source = sorted(source);
        }
        int slots = 0;
        for (Row row = source.next(); row != null; row = source.next()) {
            if (!matches(row)) {
                continue;
            }
            if (slots >= (long) offset + limit) {
                break;
            }
            if (slots >= offset) {
                page.add(row);
            }
            slots += isFollowedByHidden(row) ? 2 : 1;
        }
        return page;
    }

    private boolean isFollowedByHidden(Row row) {
        return rules.hiddenPermille() > 0
                && Math.floorMod(row.id() * 0x9E3779B97F4A7C15L >>> 17, 1_000) < rules.hiddenPermille();
    }

    private boolean matches(Row row) {
        for (Condition condition : conditions) {
            if (!condition.test(row)) {
                return false;
            }
        }
        return isVisible(row);
    }

    /** Whether the caller may see the record at all. */
    boolean isVisible(Row row) {
        DataSet data = records.dataSet();
        if (row.table() == data.lineTable()) {
            return (rules.ownerId() == null || rules.ownerId() == data.lineOwnerId(row))
                    && (rules.itemsHaveRows() || data.parentIdOf(row) == null);
        }
        return row.table() != data.reportTable()
                || rules.ownerId() == null
                || rules.ownerId() == data.reportOwnerId(row);
    }

    /** Where rows come from, one after the other; null at the end. */
    private interface RowSource {
        Row next();
    }

    private RowSource source() {
        boolean forward = ascending || !orderBy.name().equals("id");
        TreeSet<Long> ids = candidates != null ? candidates : idsOfReports();
        if (ids == null) {
            return records.table().scan(low, high, forward)::next;
        }
        var walk = (forward ? ids : ids.descendingSet()).iterator();
        return () -> {
            while (walk.hasNext()) {
                long id = walk.next();
                Row row = id >= low && id <= high ? records.table().row(id) : null;
                if (row != null) {
                    return row;
                }
            }
            return null;
        };
    }

    /** The lines of the reports that are asked for by id, so that no table is scanned for them; null for no such wish. */
    private TreeSet<Long> idsOfReports() {
        DataSet data = records.dataSet();
        for (Condition condition : conditions) {
            boolean named = condition.operator() == Operator.EQ || condition.operator() == Operator.IN;
            if (named && records.table() == data.lineTable() && condition.isOn("expense-report-id")) {
                TreeSet<Long> ids = new TreeSet<>();
                for (long report : Comparison.numbers(condition.path().get(0), condition.argument())) {
                    data.linesOfReport(report).forEach(line -> ids.add(line.id()));
                }
                return ids;
            }
        }
        return null;
    }

    private record Keyed(Comparable<?> key, Row row) {}

    /** The first of all matching rows by the wanted order, no more of them than the page can need. */
    private RowSource sorted(RowSource source) {
        Comparator<Keyed> byKey = (left, right) -> Comparison.compare(left.key(), right.key());
        Comparator<Keyed> order = (ascending ? byKey : byKey.reversed())
                .thenComparingLong(keyed -> keyed.row().id());
        PriorityQueue<Keyed> first = new PriorityQueue<>(order.reversed());
        for (Row row = source.next(); row != null; row = source.next()) {
            if (matches(row)) {
                first.add(new Keyed(Comparison.comparable(row.get(orderBy)), row));
                if (first.size() > (long) offset + limit) {
                    first.poll();
                }
            }
        }
        var walk = first.stream().sorted(order).iterator();
        return () -> walk.hasNext() ? walk.next().row() : null;
    }
}
