package io.coupabridge.token.admin;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A connection from before January 2023. */
@Schema(description = "Where the Coupa instance is, and the API key that an integration has used with it.")
record ImportApiKey(
        @Schema(required = true, examples = "https://northwind.coupahost.com")
        String baseUrl,

        @Schema(required = true, maxLength = 4096, writeOnly = true)
        String apiKey) {

    @Override
    public String toString() {
        return "ImportApiKey[baseUrl=" + baseUrl + ", apiKey=hidden]";
    }
}
