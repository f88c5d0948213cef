package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What happened to a command. Exactly one terminal event ({@link Type#terminal()}) ends it.
 *
 * @param task null for a reader that does not know the task
 * @param sequence counts up from 1 within a command; a reader skips an event whose sequence is not higher than the last
 * @param at when it happened
 * @param mode the mode that the run was resolved to ({@code FULL}, {@code INCREMENTAL} or {@code WINDOW}); null before it
 *     started, and for a reader that does not know the mode
 * @param progress so far; of {@code PROGRESSED}, {@code WAITING} and every terminal event of a run that had started
 * @param waiting of {@code WAITING}
 * @param receipt of {@code COMPLETED}
 * @param failure of {@code FAILED}
 * @param cancels of the one event about a cancel: the command that it named, which was told to stop ({@code CANCELLED}) or
 *     was not open ({@code FAILED}); null for a run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskEvent(
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Type type,

        UUID commandId,
        TenantId tenantId,

        Task task,
        long sequence,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant at,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        RunMode mode,

        Progress progress,
        Waiting waiting,
        Receipt receipt,
        Failure failure,
        UUID cancels) {

    /** An event about a run. */
    public TaskEvent(
            Type type,
            UUID commandId,
            TenantId tenantId,
            Task task,
            long sequence,
            Instant at,
            RunMode mode,
            Progress progress,
            Waiting waiting,
            Receipt receipt,
            Failure failure) {
        this(type, commandId, tenantId, task, sequence, at, mode, progress, waiting, receipt, failure, null);
    }

    /** Reads an event; a task that this reader does not know yet is null. */
    @JsonCreator
    static TaskEvent read(
            @JsonProperty("type") @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                    Type type,
            @JsonProperty("commandId") UUID commandId,
            @JsonProperty("tenantId") TenantId tenantId,
            @JsonProperty("task") String task,
            @JsonProperty("sequence") long sequence,
            @JsonProperty("at") Instant at,
            @JsonProperty("mode") @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL) RunMode mode,
            @JsonProperty("progress") Progress progress,
            @JsonProperty("waiting") Waiting waiting,
            @JsonProperty("receipt") Receipt receipt,
            @JsonProperty("failure") Failure failure,
            @JsonProperty("cancels") UUID cancels) {
        return new TaskEvent(
                type,
                commandId,
                tenantId,
                Task.find(task).orElse(null),
                sequence,
                at,
                mode,
                progress,
                waiting,
                receipt,
                failure,
                cancels);
    }

    /** What kind of event this is; open for readers: an unknown one reads as {@link #UNKNOWN}. */
    public enum Type {
        ACCEPTED,
        STARTED,
        PROGRESSED,
        WAITING,
        COMPLETED,
        FAILED,
        CANCELLED,
        @JsonEnumDefaultValue
        UNKNOWN;

        @JsonIgnore
        public boolean terminal() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * How far a run is. Records are counted once for each time they are read.
     *
     * @param pages read from Coupa and settled
     * @param requests sent to Coupa for this run, retries included
     * @param recordsRead by the run; the sum of new, changed, unchanged and quarantined
     * @param throttledMillis how long the run stood still because Coupa answered 429 or 503
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Progress(
            long pages,
            long requests,
            long recordsRead,
            long recordsNew,
            long recordsChanged,
            long recordsUnchanged,
            long recordsRemoved,
            long recordsQuarantined,
            long throttledMillis) {

        public static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0, 0, 0, 0);

        /** What both count, added up. */
        public Progress plus(Progress more) {
            return new Progress(
                    pages + more.pages,
                    requests + more.requests,
                    recordsRead + more.recordsRead,
                    recordsNew + more.recordsNew,
                    recordsChanged + more.recordsChanged,
                    recordsUnchanged + more.recordsUnchanged,
                    recordsRemoved + more.recordsRemoved,
                    recordsQuarantined + more.recordsQuarantined,
                    throttledMillis + more.throttledMillis);
        }

        /** So many requests, and nothing else. */
        public static Progress ofRequests(long requests) {
            return new Progress(0, requests, 0, 0, 0, 0, 0, 0, 0);
        }

        /** So many records reported removed, and nothing else. */
        public static Progress ofRemovals(long records) {
            return new Progress(0, 0, 0, 0, 0, 0, records, 0, 0);
        }

        /** So much time stood still, and nothing else; negative to take back what was counted too much. */
        public static Progress ofThrottling(long millis) {
            return new Progress(0, 0, 0, 0, 0, 0, 0, 0, millis);
        }
    }

    /**
     * Why a run stands still, and until when it will at the latest look again.
     *
     * @param until when the run goes on or looks again; never null
     * @param since when it began to wait for this reason; null in events of older versions
     * @param message one sentence for an operator
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Waiting(
            @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            WaitReason reason,

            @JsonFormat(shape = JsonFormat.Shape.STRING) Instant until,
            String message,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Instant since) {

        /** A wait that has not begun. */
        public Waiting(WaitReason reason, Instant until, String message) {
            this(reason, until, message, null);
        }

        /** The same wait, from then on. */
        public Waiting begunAt(Instant instant) {
            return new Waiting(reason, until, message, instant);
        }
    }

    /** Why a run waits; open for readers. */
    public enum WaitReason {
        /** No usable token has arrived yet. */
        TOKEN_PENDING,
        /** Coupa rejected the token; token-service was told and will replace it. */
        TOKEN_REJECTED,
        /** The connection is not proven yet. */
        CONNECTION_PENDING,
        /** The tenant has no connection here yet; a command may overtake it. */
        TENANT_UNKNOWN,
        /** Coupa answered 429, or 503 with Retry-After. */
        THROTTLED,
        /** Coupa is unreachable or answers with errors. */
        COUPA_UNAVAILABLE,
        /** The database of the request budget does not answer; nothing is sent without it. */
        BUDGET_UNAVAILABLE,
        /** An earlier command of this tenant and task is worked first. */
        BEHIND_ANOTHER_COMMAND,
        /** All workers are busy, and others wait for one as well. */
        WORKER_PENDING,
        /** No task service that looked at the run may send requests to the instance's address. */
        ADDRESS_NOT_ALLOWED,
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * What a completed run did. A consumer can check it against the records that carry the run's id: as many as
     * {@code new + changed + removed}.
     *
     * @param windowFrom the lower bound of what was read, by {@code updated-at}, or by {@code expense-date} for a full run
     *     of expenses; null when everything was read
     * @param windowTo the upper bound, exclusive; null when there is none
     * @param changesFrom of a full run that does not read everything: it also read what was updated at or after this instant
     *     and before {@code watermark}, whatever its date; null of other runs, and of a tenant's first run
     * @param outsideWindow what a full run asked for by ids since its window is not bound to show it; null when nothing
     * @param watermark where the next incremental run starts from, before its overlap; null when nothing was ever seen
     * @param warnings sentences for an administrator, such as that only one person's expenses are visible
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Receipt(
            @JsonFormat(shape = JsonFormat.Shape.STRING) Instant windowFrom,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Instant windowTo,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Instant changesFrom,
            OutsideWindow outsideWindow,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Instant watermark,
            List<String> warnings) {

        public Receipt {
            warnings = warnings == null ? List.of() : List.copyOf(warnings);
        }

        /**
         * Records that Coupa was asked for by their ids.
         *
         * @param records how many
         * @param requests sent for that, retries included; they count among the run's
         */
        @JsonIgnoreProperties(ignoreUnknown = true)
        public record OutsideWindow(long records, long requests) {}
    }

    /**
     * Why a run failed.
     *
     * @param message a sentence that an administrator can act on
     * @param retryable whether sending a new command can help without anybody changing anything
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failure(
            @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            ErrorCode code,

            String message,
            boolean retryable) {}
}
