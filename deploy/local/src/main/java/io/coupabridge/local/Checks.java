package io.coupabridge.local;

import java.util.ArrayList;
import java.util.List;

/** What the demo promises, and whether it was so. Thread-safe. */
final class Checks {

    private record Check(String promise, boolean held, String finding) {}

    private final List<Check> checks = new ArrayList<>();

    /** @param finding what was found; shown when the promise was not kept */
    synchronized boolean expect(String promise, boolean held, String finding) {
        checks.add(new Check(promise, held, finding));
        return held;
    }

    synchronized boolean allHeld() {
        return checks.stream().allMatch(Check::held);
    }

    synchronized String summary() {
        List<Check> broken = checks.stream().filter(check -> !check.held()).toList();
        if (broken.isEmpty()) {
            return "All " + checks.size() + " checks held.";
        }
        StringBuilder text = new StringBuilder(broken.size() + " of " + checks.size() + " checks did not hold:");
        broken.forEach(check -> text.append("\n  - ")
                .append(check.promise())
                .append("\n      found: ")
                .append(check.finding()));
        return text.toString();
    }
}
