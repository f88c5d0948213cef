package io.coupabridge.helm;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a query in PromQL is about, by its words. */
final class PromQl {

    private static final Pattern SELECTOR_OR_RANGE = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
    private static final Pattern LABELS = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*+(?!\\s*\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset", "sum", "max", "min");

    private PromQl() {}

    /** The names of the series that it reads, with their suffixes. */
    static Set<String> metrics(String query) {
        String bare =
                LABELS.matcher(SELECTOR_OR_RANGE.matcher(query).replaceAll(" ")).replaceAll(" ");
        Set<String> names =
                WORD.matcher(bare).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(OPERATORS);
        return names;
    }

    /** The labels by which it groups. */
    static Set<String> groupedBy(String query) {
        return LABELS.matcher(query)
                .results()
                .flatMap(labels -> Pattern.compile("\\s*,\\s*")
                        .splitAsStream(labels.group(1).strip()))
                .collect(Collectors.toSet());
    }

    /** Whether the replicas' series of a metric are not added up: the first thing done with them takes the largest or least. */
    static boolean takesOneOf(String query, String metric) {
        return Pattern.compile("\\b(?:max|min)(?: by \\([^)]*\\) ?)?\\(" + metric + "\\b")
                .matcher(query)
                .find();
    }
}
