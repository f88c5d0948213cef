package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A user as Coupa sends it.
 *
 * @param others what else Coupa sends, such as {@code expense-user} and the other flags
 */
record CoupaUser(
        long id,
        String login,
        String email,
        @JsonProperty("firstname") String firstName,
        @JsonProperty("lastname") String lastName,
        @JsonProperty("employee-number") String employeeNumber,
        boolean active,
        Department department,
        @JsonProperty("created-at") String createdAt,
        @JsonProperty("updated-at") String updatedAt,
        @JsonAnySetter Map<String, Object> others)
        implements PublishedRecord {

    /** In the order in which they are published. */
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

    static final String FIELDS = """
            ["id","login","email","firstname","lastname","employee_number","active","created_at","updated_at",\
            {"department":["id","name"]},"api_user","support_user","supplier_user","msp_user","aic_user",\
            "analytics_user","category_planner_user","ccw_user","clm_advanced_user","contracts_user","expense_user",\
            "inventory_user","invoicing_user","purchasing_user","risk_assess_user","sourcing_user",\
            "spend_guard_user","supply_chain_user","travel_user","treasury_user"]""";

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Department(Long id, String name) implements JsonValue {

        private Department published() {
            return id == null ? null : new Department(id, CoupaRecord.text(name));
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeNumberField("id", id);
            JsonFields.text(json, "name", name);
            json.writeEndObject();
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"change", "version"})
    record User(
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
            Department department,
            String createdAt,
            String updatedAt)
            implements JsonValue {

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

    static CoupaUser read(JsonParser json) throws IOException {
        long id = 0;
        String login = null;
        String email = null;
        String firstName = null;
        String lastName = null;
        String employeeNumber = null;
        boolean active = false;
        Department department = null;
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
                case "firstname" -> firstName = JsonText.of(json);
                case "lastname" -> lastName = JsonText.of(json);
                case "employee-number" -> employeeNumber = JsonText.of(json);
                case "active" -> active = value == JsonToken.VALUE_TRUE;
                case "department" -> department = JsonText.object(json, "name", Department::new);
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
                firstName,
                lastName,
                employeeNumber,
                active,
                department,
                createdAt,
                updatedAt,
                others);
    }

    @Override
    public User discovered(String tenant, ReportStatuses reports) {
        return new User(
                Found.NEW,
                Found.FIRST,
                tenant,
                id,
                CoupaRecord.text(login),
                CoupaRecord.text(email),
                CoupaRecord.text(firstName),
                CoupaRecord.text(lastName),
                active,
                active ? CoupaTimes.day(createdAt) : null,
                accountKind(),
                CoupaRecord.text(employeeNumber),
                LICENCES.stream().filter(this::is).toList(),
                department == null ? null : department.published(),
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

    private boolean is(String kind) {
        return Boolean.TRUE.equals(others.get(kind + "-user"));
    }
}
