package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;

/** A user as Coupa sends it. */
@JsonNaming(KebabCaseStrategy.class)
record CoupaUser(
        long id, String email, String firstname, String lastname, boolean active, String createdAt, String updatedAt)
        implements CoupaRecord {

    static CoupaUser read(JsonParser json) throws IOException {
        long id = 0;
        String email = null;
        String firstname = null;
        String lastname = null;
        boolean active = false;
        String createdAt = null;
        String updatedAt = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getLongValue();
                case "email" -> email = JsonText.of(json);
                case "firstname" -> firstname = JsonText.of(json);
                case "lastname" -> lastname = JsonText.of(json);
                case "active" -> active = json.getValueAsBoolean();
                case "created-at" -> createdAt = JsonText.of(json);
                case "updated-at" -> updatedAt = JsonText.of(json);
                default -> json.skipChildren();
            }
        }
        return new CoupaUser(id, email, firstname, lastname, active, createdAt, updatedAt);
    }

    @Override
    public Message message(String tenant) {
        return new Message(
                tenant, id, email, firstname, lastname, active, CoupaTimes.utc(createdAt), CoupaTimes.utc(updatedAt));
    }

    /** What is published of a user. */
    record Message(
            String tenantId,
            long userId,
            String email,
            String firstName,
            String lastName,
            boolean active,
            String createdAt,
            String updatedAt)
            implements PeerMessage {

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("tenantId", tenantId);
            json.writeNumberField("userId", userId);
            json.writeStringField("email", email);
            json.writeStringField("firstName", firstName);
            json.writeStringField("lastName", lastName);
            json.writeBooleanField("active", active);
            json.writeStringField("createdAt", createdAt);
            json.writeStringField("updatedAt", updatedAt);
            json.writeEndObject();
        }
    }
}
