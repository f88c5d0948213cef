package io.coupabridge.token.verification;

import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TaskAccess;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How far a verification has come, kept with its schedule so that it goes on after a crash.
 *
 * @param number of the verification; a higher one makes this one void
 * @param cause what brought it about
 * @param startedAt of this attempt
 * @param failures how many attempts in a row met an outage
 * @param tooEarly how many times Coupa did not accept the token that is being checked, which was seconds old
 * @param knownVersions of each task's token when the verification began: a newer one is what it works with
 * @param findings what is settled so far
 * @param only the tasks that it is about; empty for all that are wanted
 * @param triedTogether whether it has tried one token for several tasks, which it does once
 */
public record VerificationData(
        long number,
        String cause,
        Instant startedAt,
        int failures,
        int tooEarly,
        Map<Task, Long> knownVersions,
        Map<Task, TaskAccess> findings,
        Set<Task> only,
        boolean triedTogether) {

    public VerificationData {
        knownVersions = knownVersions == null ? Map.of() : Map.copyOf(knownVersions);
        findings = findings == null ? Map.of() : Map.copyOf(findings);
        only = only == null ? Set.of() : Set.copyOf(only);
    }

    /** Whether it is to find out about the task. */
    boolean isAbout(Task task) {
        return only.isEmpty() || only.contains(task);
    }

    VerificationData with(Task task, TaskAccess finding) {
        Map<Task, TaskAccess> more = new LinkedHashMap<>();
        more.putAll(findings);
        more.put(task, finding);
        // the next task's token is granted after this one was checked, and is as young as this one was
        return new VerificationData(number, cause, startedAt, failures, 0, knownVersions, more, only, triedTogether);
    }

    /** This version of the task's token is of no use. */
    VerificationData newerThan(Task task, long version) {
        Map<Task, Long> versions = new LinkedHashMap<>();
        versions.putAll(knownVersions);
        versions.put(task, version);
        return new VerificationData(
                number, cause, startedAt, failures, tooEarly, versions, findings, only, triedTogether);
    }

    /** What was found of the task with this version of its token, or an older one, is of no use. */
    VerificationData anew(Task task, long version) {
        Map<Task, TaskAccess> fewer = new LinkedHashMap<>();
        fewer.putAll(findings);
        fewer.remove(task);
        Set<Task> about = new LinkedHashSet<>(only);
        if (!only.isEmpty()) {
            about.add(task);
        }
        VerificationData newer = newerThan(task, version);
        return new VerificationData(
                number, cause, startedAt, failures, 0, newer.knownVersions(), fewer, about, triedTogether);
    }

    VerificationData together() {
        return new VerificationData(number, cause, startedAt, failures, tooEarly, knownVersions, findings, only, true);
    }

    VerificationData tooEarlyAgain() {
        return new VerificationData(
                number, cause, startedAt, failures, tooEarly + 1, knownVersions, findings, only, triedTogether);
    }

    VerificationData failedOnce() {
        return new VerificationData(
                number, cause, startedAt, failures + 1, tooEarly, knownVersions, findings, only, triedTogether);
    }

    /** The next attempt of the same verification, which keeps what is settled. */
    VerificationData again(String newCause, Instant at) {
        return new VerificationData(number, newCause, at, failures, 0, knownVersions, findings, only, triedTogether);
    }
}
