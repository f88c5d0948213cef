package io.coupabridge.testing.structure;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which packages of a module name which others of it, read from the sources. */
final class PackageGraph {

    private static final Pattern COMMENT_OR_LITERAL = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])++'", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("\\bio\\.coupabridge(?:\\.\\w+)+");

    /** Of each package those that it names, each with the first file that does. */
    private final Map<String, Map<String, String>> uses = new TreeMap<>();

    static PackageGraph of(Path sources) {
        Map<Path, String> texts = new TreeMap<>();
        Map<Path, String> packages = new HashMap<>();
        for (Path file : Sources.below(sources, Integer.MAX_VALUE, ".java")) {
            String text = COMMENT_OR_LITERAL.matcher(Sources.read(file)).replaceAll("");
            Matcher line = PACKAGE.matcher(text);
            if (line.find()) {
                texts.put(file, text);
                packages.put(file, line.group(1));
            }
        }
        PackageGraph graph = new PackageGraph();
        Set<String> known = new TreeSet<>(packages.values());
        known.forEach(name -> graph.uses.put(name, new TreeMap<>()));
        texts.forEach((file, text) -> graph.add(file, packages.get(file), text, known));
        return graph;
    }

    /** The shortest way from a package back to it, with the files that name the next one; empty when there is none. */
    Optional<String> cycle() {
        return uses.keySet().stream()
                .map(this::wayBack)
                .flatMap(Optional::stream)
                .min(Comparator.comparingInt(List::size))
                .map(this::told);
    }

    private void add(Path file, String from, String text, Set<String> known) {
        Matcher names = NAME.matcher(text);
        while (names.find()) {
            String to = names.group();
            while (to.contains(".") && !known.contains(to)) {
                to = to.substring(0, to.lastIndexOf('.'));
            }
            if (known.contains(to) && !to.equals(from)) {
                uses.get(from).putIfAbsent(to, file.getFileName().toString());
            }
        }
    }

    private Optional<List<String>> wayBack(String start) {
        Deque<List<String>> ways = new ArrayDeque<>(List.of(List.of(start)));
        Set<String> seen = new TreeSet<>();
        while (!ways.isEmpty()) {
            List<String> way = ways.remove();
            for (String next : uses.get(way.get(way.size() - 1)).keySet()) {
                List<String> longer = new ArrayList<>(way);
                longer.add(next);
                if (next.equals(start)) {
                    return Optional.of(longer);
                }
                if (seen.add(next)) {
                    ways.add(longer);
                }
            }
        }
        return Optional.empty();
    }

    private String told(List<String> way) {
        StringBuilder told = new StringBuilder(way.get(0));
        for (int i = 1; i < way.size(); i++) {
            told.append("\n  -> ")
                    .append(way.get(i))
                    .append(" (")
                    .append(uses.get(way.get(i - 1)).get(way.get(i)))
                    .append(')');
        }
        return told.toString();
    }
}
