package io.coupabridge.token.connect;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a connect link shall be. */
@Schema(description = "A link for who connects the tenant.")
record MakeConnectLink(
        @Schema(
                description = "How long the link is good for, as an ISO-8601 duration: PT1M to P7D. PT30M when absent.",
                examples = "PT30M")
        String validFor) {}
