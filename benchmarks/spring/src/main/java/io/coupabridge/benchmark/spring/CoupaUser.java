package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A user as Coupa sends it.
 *
 * @param others the other fields, among them flags such as {@code expense-user}
 */
@JsonNaming(KebabCaseStrategy.class)
record CoupaUser(
        long id,
        String login,
        String email,
        String firstname,
        String lastname,
        String employeeNumber,
        boolean active,
        NamedId department,
        String createdAt,
        String updatedAt,
        @JsonAnySetter Map<String, Object> others)
        implements CoupaRecord {

    static final String FIELDS = """
            ["id","login","email","firstname","lastname","employee_number","active",{"department":["id","name"]},\
            "created_at","updated_at","api_user","support_user","supplier_user","msp_user","aic_user",\
            "analytics_user","category_planner_user","ccw_user","clm_advanced_user","contracts_user","expense_user",\
            "inventory_user","invoicing_user","purchasing_user","risk_assess_user","sourcing_user",\
            "spend_guard_user","supply_chain_user","travel_user","treasury_user"]""";

    /** In alphabetical order, in which they are published. */
    private static final List<String> LICENCES = List.of(
            "aic",
            "analytics",
            "category-planner",
            "ccw",
            "clm-advanced",
            "contracts",
            "expense",
            "inventory",
            "invoicing",
            "purchasing",
            "risk-assess",
            "sourcing",
            "spend-guard",
            "supply-chain",
            "travel",
            "treasury");

    static CoupaUser read(JsonParser json) throws IOException {
        long id = 0;
        String login = null;
        String email = null;
        String firstname = null;
        String lastname = null;
        String employeeNumber = null;
        boolean active = false;
        NamedId department = null;
        String createdAt = null;
        String updatedAt = null;
        Map<String, Object> others = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "id" -> id = json.getLongValue();
                case "login" -> login = JsonText.of(json);
                case "email" -> email = JsonText.of(json);
                case "firstname" -> firstname = JsonText.of(json);
                case "lastname" -> lastname = JsonText.of(json);
                case "employee-number" -> employeeNumber = JsonText.of(json);
                case "active" -> active = json.getValueAsBoolean();
                case "department" -> department = JsonText.object(json, "name", NamedId::new);
                case "created-at" -> createdAt = JsonText.of(json);
                case "updated-at" -> updatedAt = JsonText.of(json);
                default -> {
                    if (value == JsonToken.VALUE_TRUE) {
                        others.put(field, true);
                    }
                    json.skipChildren();
                }
            }
        }
        return new CoupaUser(
                id,
                login,
                email,
                firstname,
                lastname,
                employeeNumber,
                active,
                department,
                createdAt,
                updatedAt,
                others);
    }

    @Override
    public Message message(String tenant, ReportStatuses reports) {
        return new Message(
                Entry.NEW,
                Entry.FIRST,
                tenant,
                id,
                JsonText.given(login),
                JsonText.given(email),
                JsonText.given(firstname),
                JsonText.given(lastname),
                active,
                active ? CoupaTimes.day(createdAt) : null,
                accountKind(),
                JsonText.given(employeeNumber),
                LICENCES.stream().filter(this::is).toList(),
                NamedId.published(department),
                CoupaTimes.utc(createdAt),
                CoupaTimes.utc(updatedAt));
    }

    private String accountKind() {
        if (is("api")) {
            return "API";
        }
        if (is("support")) {
            return "SUPPORT";
        }
        if (is("supplier")) {
            return "SUPPLIER";
        }
        return is("msp") ? "MSP" : "HUMAN";
    }

    private boolean is(String what) {
        return Boolean.TRUE.equals(others.get(what + "-user"));
    }

    /** What is published of a user. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"change", "version"})
    record Message(
            String change,
            long version,
            String tenantId,
            long userId,
            String login,
            String email,
            String firstName,
            String lastName,
            boolean active,
            String activeDate,
            String accountKind,
            String employeeNumber,
            List<String> licences,
            NamedId department,
            String createdAt,
            String updatedAt)
            implements PeerMessage {

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("change", change);
            json.writeNumberField("version", version);
            json.writeStringField("tenantId", tenantId);
            json.writeNumberField("userId", userId);
            JsonFields.text(json, "login", login);
            JsonFields.text(json, "email", email);
            JsonFields.text(json, "firstName", firstName);
            JsonFields.text(json, "lastName", lastName);
            json.writeBooleanField("active", active);
            JsonFields.text(json, "activeDate", activeDate);
            json.writeStringField("accountKind", accountKind);
            JsonFields.text(json, "employeeNumber", employeeNumber);
            json.writeArrayFieldStart("licences");
            for (String licence : licences) {
                json.writeString(licence);
            }
            json.writeEndArray();
            JsonFields.value(json, "department", department);
            JsonFields.text(json, "createdAt", createdAt);
            JsonFields.text(json, "updatedAt", updatedAt);
            json.writeEndObject();
        }
    }
}
