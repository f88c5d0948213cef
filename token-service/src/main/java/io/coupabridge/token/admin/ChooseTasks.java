package io.coupabridge.token.admin;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which tasks a tenant wants. */
record ChooseTasks(
        @Schema(
                required = true,
                description = "The names of all tasks that the tenant wants; at least one.",
                examples = "[\"APPLICATION_ROSTER\"]")
        List<String> tasks) {}
