package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/** A user as Coupa sends it. */
@JsonIgnoreProperties(ignoreUnknown = true)
record CoupaUser(
        long id,
        String email,
        @JsonProperty("firstname") String firstName,
        @JsonProperty("lastname") String lastName,
        boolean active,
        @JsonProperty("created-at") String createdAt,
        @JsonProperty("updated-at") String updatedAt)
        implements CoupaRecord {

    static final String FIELDS = """
            ["id","email","firstname","lastname","active","created_at","updated_at"]""";

    record User(
            String tenantId,
            long userId,
            String email,
            String firstName,
            String lastName,
            boolean active,
            String createdAt,
            String updatedAt) {}

    @Override
    public User discovered(String tenant) {
        return new User(
                tenant,
                id,
                CoupaRecord.text(email),
                CoupaRecord.text(firstName),
                CoupaRecord.text(lastName),
                active,
                CoupaRecord.instant(createdAt),
                CoupaRecord.instant(updatedAt));
    }
}
