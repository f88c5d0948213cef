package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * What is published of an expense line.
 *
 * @param amount as charged, else as Coupa converted it
 * @param status of the report; the line's own when it is on none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"change", "version"})
record ExpenseMessage(
        String change,
        long version,
        String tenantId,
        long lineId,
        Long reportId,
        Long parentLineId,
        boolean leaf,
        Long accountId,
        String accountEmail,
        Money amount,
        Money charged,
        Money converted,
        String transactionDate,
        String transactionDateSource,
        String merchantName,
        String merchantSource,
        String comments,
        String status,
        String lineStatus,
        NamedId category,
        String createdAt,
        String updatedAt)
        implements PeerMessage {

    record Money(String amount, String currency) implements PeerMessage {

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("amount", amount);
            json.writeStringField("currency", currency);
            json.writeEndObject();
        }
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("change", change);
        json.writeNumberField("version", version);
        json.writeStringField("tenantId", tenantId);
        json.writeNumberField("lineId", lineId);
        JsonFields.integer(json, "reportId", reportId);
        JsonFields.integer(json, "parentLineId", parentLineId);
        json.writeBooleanField("leaf", leaf);
        JsonFields.integer(json, "accountId", accountId);
        JsonFields.text(json, "accountEmail", accountEmail);
        JsonFields.value(json, "amount", amount);
        JsonFields.value(json, "charged", charged);
        JsonFields.value(json, "converted", converted);
        JsonFields.text(json, "transactionDate", transactionDate);
        JsonFields.text(json, "transactionDateSource", transactionDateSource);
        JsonFields.text(json, "merchantName", merchantName);
        JsonFields.text(json, "merchantSource", merchantSource);
        JsonFields.text(json, "comments", comments);
        JsonFields.text(json, "status", status);
        JsonFields.text(json, "lineStatus", lineStatus);
        JsonFields.value(json, "category", category);
        JsonFields.text(json, "createdAt", createdAt);
        JsonFields.text(json, "updatedAt", updatedAt);
        json.writeEndObject();
    }
}
