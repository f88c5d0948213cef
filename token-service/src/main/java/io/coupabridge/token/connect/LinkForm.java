package io.coupabridge.token.connect;

import io.coupabridge.edge.rest.Forms;
import io.coupabridge.token.admin.LinkedConnection.Entered;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a browser sends; nothing of it is null.
 *
 * @param action which button was pressed
 */
@Schema(description = "The form of the connect page.")
record LinkForm(
        @Schema(examples = "save") String action,

        @Schema(examples = "https://northwind.coupahost.com")
        String baseUrl,

        String clientId,
        @Schema(writeOnly = true) String clientSecret) {

    /** Stores the entries and verifies them. */
    static final String SAVE = "save";
    /** Only looks at the address, to lead to its scopes. */
    static final String ADDRESS = "address";
    /** Verifies what is stored. */
    static final String VERIFY = "verify";

    /** @param body null when there was none */
    static LinkForm of(String body) {
        Map<String, String> fields = body == null ? Map.of() : Forms.fields(body);
        return new LinkForm(
                fields.getOrDefault("action", SAVE),
                fields.getOrDefault("baseUrl", ""),
                fields.getOrDefault("clientId", ""),
                fields.getOrDefault("clientSecret", ""));
    }

    Entered entered() {
        return new Entered(baseUrl, clientId, clientSecret);
    }

    @Override
    public String toString() {
        return "LinkForm[action=" + action + ", baseUrl=" + baseUrl + ", clientId=" + clientId
                + ", clientSecret=hidden]";
    }
}
