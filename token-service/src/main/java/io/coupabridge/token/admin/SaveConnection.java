package io.coupabridge.token.admin;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an Integration Admin enters. */
@Schema(description = "Where the Coupa instance is, and the OAuth2 client that was created in it.")
record SaveConnection(
        @Schema(
                required = true,
                description = "The address of the Coupa instance; a path is dropped.",
                examples = "https://northwind.coupahost.com")
        String baseUrl,

        @Schema(
                required = true,
                maxLength = 255,
                description = "The client's Identifier.",
                examples = "3fae21c0b7d94d52")
        String clientId,

        @Schema(
                maxLength = 4096,
                writeOnly = true,
                description =
                        "The client's Secret. It is never shown again. May be left out while address and Client ID"
                                + " stay as they are.")
        String clientSecret,

        @Schema(
                description =
                        "The tasks that the tenant wants. Left out, it keeps what it wants: at first those that are wanted by default.",
                examples = "[\"APPLICATION_ROSTER\"]")
        List<String> tasks) {

    @Override
    public String toString() {
        return "SaveConnection[baseUrl=" + baseUrl + ", clientId=" + clientId + ", clientSecret=hidden]";
    }
}
