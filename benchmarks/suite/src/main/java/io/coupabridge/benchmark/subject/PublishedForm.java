package io.coupabridge.benchmark.subject;

import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.contracts.ApplicationRoster;
import io.coupabridge.contracts.DiscoveredExpense;
import io.coupabridge.contracts.DiscoveredRecord;
import io.coupabridge.contracts.DiscoveredUser;
import io.coupabridge.contracts.ExpenseDiscovery;
import io.coupabridge.contracts.MessageHeaders;
import io.coupabridge.contracts.MessageType;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.testing.TopicRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The form in which a version of a record is to be published, whoever does it: the fields of the contract in the
 * contract's own writing and no others, and the headers of the contract: those of a CloudEvent, the run and the
 * publication. Further headers are a system's own.
 */
final class PublishedForm {

    private static final int IDENTITY_BYTES = 16;
    private static final Pattern POSITIVE = Pattern.compile("[1-9][0-9]*");

    private final Task task;
    private final TenantId tenant;
    private final long id;
    private final long version;

    /** @param version 1 for a new record */
    PublishedForm(Task task, TenantId tenant, long id, long version) {
        this.task = task;
        this.tenant = tenant;
        this.id = id;
        this.version = version;
    }

    /** @param truth the record as Coupa has it */
    List<String> breaches(TopicRecord record, JsonNode truth) {
        List<String> breaches = new ArrayList<>();
        JsonNode value = record.as(JsonNode.class);
        JsonNode contract = throughContract(record);
        if (!value.equals(contract)) {
            breaches.add("The value is " + value + "; the contract writes " + contract + ".");
        }
        String change = version == 1 ? "NEW" : "CHANGED";
        if (!change.equals(value.path("change").asText())
                || value.path("version").asLong() != version) {
            breaches.add("It is not " + change + " in version " + version + ".");
        }
        String updatedAt = OffsetDateTime.parse(truth.path("updated-at").asText())
                .toInstant()
                .toString();
        if (!updatedAt.equals(value.path("updatedAt").asText())) {
            breaches.add("updatedAt is not " + updatedAt + ".");
        }
        headers().forEach((name, expected) -> {
            if (!expected.equals(record.header(name))) {
                breaches.add("The header " + name + " is " + record.header(name) + ", not " + expected + ".");
            }
        });
        if (record.header("ce_source") == null || !isTime(record.header("ce_time"))) {
            breaches.add("The header ce_source is missing, or ce_time is no time.");
        }
        String run = record.header(MessageHeaders.RUN_ID);
        if (!isUuid(run)) {
            breaches.add("The header " + MessageHeaders.RUN_ID + " is " + run + ", not a UUID.");
        }
        String page = record.header(MessageHeaders.PAGE);
        if (page == null || !POSITIVE.matcher(page).matches()) {
            breaches.add("The header " + MessageHeaders.PAGE + " is " + page + ", not a positive number.");
        }
        return breaches;
    }

    private Map<String, String> headers() {
        boolean users = task == ApplicationRoster.TASK;
        MessageType type = users ? ApplicationRoster.TASK.messageType() : ExpenseDiscovery.TASK.messageType();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", identity() + "-" + version);
        headers.put("ce_type", type.type());
        headers.put("ce_subject", tenant.value());
        headers.put("content-type", "application/json");
        return headers;
    }

    private String identity() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((tenant + "\n" + task + "\n" + id).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, IDENTITY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is left when the value is read as the contract and written again. */
    private JsonNode throughContract(TopicRecord record) {
        Class<? extends DiscoveredRecord> contract =
                task == ApplicationRoster.TASK ? DiscoveredUser.class : DiscoveredExpense.class;
        try {
            return TopicRecord.JSON.readTree(TopicRecord.JSON.writeValueAsBytes(record.as(contract)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTime(String text) {
        try {
            return text != null && Instant.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isUuid(String text) {
        try {
            return text != null && UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
