package io.coupabridge.local.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * At the end of the tests, prints what the fault tests found and one line that says whether all was exact; the same goes to
 * {@code target/faults.md}. JUnit makes it through {@code META-INF/services}.
 */
public final class Verdict implements TestExecutionListener {

    private static final Path FILE = Path.of("target", "faults.md");
    private static final String HERE = Verdict.class.getPackageName() + ".";
    private static final List<Finding> FINDINGS = new CopyOnWriteArrayList<>();

    private final List<String> failed = new CopyOnWriteArrayList<>();

    /** Notes a finding, whether it is good or not. */
    static void note(Finding finding) {
        FINDINGS.add(finding);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED
                && test.getUniqueId().contains(HERE)) {
            failed.add(test.getDisplayName());
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (FINDINGS.isEmpty() && failed.isEmpty()) {
            return;
        }
        String text = table() + System.lineSeparator() + line();
        System.out.println(text);
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text + System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String table() {
        String head = """
                | test | done to it | commands | terminal events per command | records | missing or wrong | doubled | pages read again |
                |---|---|---|---|---|---|---|---|
                """;
        return FINDINGS.stream().map(Verdict::row).sorted().collect(Collectors.joining("", head, ""));
    }

    private static String row(Finding finding) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %s | %,d | %,d | %,d | %s |%n",
                finding.test(),
                list(finding.faults()),
                finding.commands(),
                finding.withoutOutcome() == 0 ? finding.outcomes() : "0 to " + finding.outcomes(),
                finding.records(),
                finding.wrong(),
                finding.doubled(),
                finding.readAgain() == null ? "–" : finding.readAgain());
    }

    private String line() {
        Map<String, Integer> done = new TreeMap<>();
        FINDINGS.forEach(finding -> finding.faults().forEach((fault, times) -> done.merge(fault, times, Integer::sum)));
        boolean exact = failed.isEmpty() && FINDINGS.stream().allMatch(Finding::exact);
        String figures = String.format(
                Locale.ROOT,
                "%s%,d commands, %,d records, %,d missing or wrong, %,d doubled, seed %d",
                done.isEmpty() ? "" : list(done) + ", ",
                FINDINGS.stream().mapToInt(Finding::commands).sum(),
                FINDINGS.stream().mapToLong(Finding::records).sum(),
                FINDINGS.stream().mapToLong(Finding::wrong).sum(),
                FINDINGS.stream().mapToLong(Finding::doubled).sum(),
                Seed.VALUE);
        String failures = failed.isEmpty() ? "" : "; failed: " + String.join(", ", failed);
        return "faults: " + (exact ? "EXACT" : "NOT EXACT") + " — " + figures + failures;
    }

    private static String list(Map<String, Integer> faults) {
        return new TreeMap<>(faults)
                .entrySet().stream()
                        .map(fault -> fault.getValue() + " " + fault.getKey())
                        .collect(Collectors.joining(", "));
    }
}
