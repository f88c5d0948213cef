package io.coupabridge.token.admin;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The operator's ceiling for a tenant. */
record SetCeiling(
        @Schema(
                required = true,
                minimum = "1",
                maximum = "25",
                description = "Requests a second to the tenant's Coupa host.",
                examples = "20")
        Integer requestsPerSecond) {}
