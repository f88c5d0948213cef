package io.coupabridge.benchmark;

import io.coupabridge.benchmark.bed.Bed;
import io.coupabridge.benchmark.report.Results;
import io.coupabridge.benchmark.row.Row;
import io.coupabridge.benchmark.row.Rows;
import io.coupabridge.benchmark.row.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program behind {@code benchmarks/run}. */
public final class Benchmark {

    /** Where the caller stands, since the script goes elsewhere. */
    private static final Path FROM = Path.of(System.getProperty("benchmark.from", "."));

    private Benchmark() {}

    /** @param args as {@code benchmarks/run --help} says */
    public static void main(String[] args) {
        try {
            run(List.of(args), Path.of(System.getProperty("benchmark.project", ".")));
            // the simulator's threads and those of clients end with this
            System.exit(0);
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("benchmark: " + e.getMessage());
        } catch (RuntimeException e) {
            e.printStackTrace();
        }
        System.exit(1);
    }

    static void run(List<String> args, Path project) {
        List<String> rows = new ArrayList<>();
        int runs = 3;
        boolean smoke = false;
        boolean peers = true;
        Path out = null;
        for (int index = 0; index < args.size(); index++) {
            String word = args.get(index);
            switch (word) {
                case "--runs" -> runs = number(argument(args, ++index, word));
                case "--out" -> out = FROM.resolve(argument(args, ++index, word));
                case "--smoke" -> smoke = true;
                case "--no-peers" -> peers = false;
                default -> rows.add(word);
            }
        }
        List<Row> chosen = Rows.named(rows);
        if (out == null) {
            // neither small figures nor half a comparison must stand where the real ones do
            String name = smoke ? "suite/target/smoke" : peers ? "results" : "suite/target/no-peers";
            out = project.resolve("benchmarks").resolve(name);
        }
        int times = smoke ? 1 : runs;
        String options = " --runs " + times + (peers ? "" : " --no-peers") + (smoke ? " --smoke" : "");
        Results results = new Results(out, project, options, smoke);
        List<String> failed = new ArrayList<>();
        try (Bed bed = new Bed(project)) {
            Session session = new Session(bed, results, times, smoke, peers);
            for (Row row : chosen) {
                session.say(row.id() + ": " + row.title());
                session.results().forget(row.id());
                try {
                    row.run(session);
                } catch (RuntimeException e) {
                    // the other rows are worth their time all the same
                    e.printStackTrace();
                    failed.add(row.id());
                }
            }
            if (!smoke) {
                results.missed().forEach(figure -> session.say("Not reached: " + figure));
            }
            session.say("The results are in " + out);
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("Not measured, for the reasons above: " + String.join(", ", failed));
        }
    }

    private static String argument(List<String> args, int index, String option) {
        if (index >= args.size()) {
            throw new IllegalArgumentException(option + " needs a value.");
        }
        return args.get(index);
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= 100) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--runs is a number from 1 to 100, not " + text + ".");
    }
}
