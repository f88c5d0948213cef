package io.coupabridge.token.connection;

import io.coupabridge.contracts.TaskAccess;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.Objects;

/** Whether a task may run, as it is stored. */
@Embeddable
class TaskAccessValue {

    @Enumerated(EnumType.STRING)
    TaskAccess.Verdict verdict;

    String message;

    @Column(name = "found_at")
    Instant foundAt;

    @Column(name = "refused_since")
    Instant refusedSince;

    TaskAccessValue() {}

    /** @param before what was known until now; null when nothing was */
    TaskAccessValue(TaskAccess access, TaskAccessValue before) {
        this.verdict = access.verdict();
        this.message = access.message();
        this.foundAt = access.foundAt();
        this.refusedSince = before != null && before.verdict == verdict ? before.since() : foundAt;
    }

    /** Since when it has been refused, as far as is known; null for other verdicts. */
    Instant since() {
        return verdict.refuses() && refusedSince != null ? refusedSince : access().foundAt();
    }

    TaskAccess access() {
        // a replica of before leaves the instant as it was
        return new TaskAccess(verdict, message, verdict.refuses() ? foundAt : null);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskAccessValue that && access().equals(that.access());
    }

    @Override
    public int hashCode() {
        return Objects.hash(verdict, message, foundAt);
    }
}
