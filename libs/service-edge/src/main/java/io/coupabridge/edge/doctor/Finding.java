package io.coupabridge.edge.doctor;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Something that is not as it should be. No part holds a secret, or tells of a tenant. */
@Schema(description = "Something that is not as it should be.")
public record Finding(
        @Schema(description = "What was looked at.", examples = "kafka")
        String about,

        @Schema(description = "What is wrong, in a sentence.")
        String what,

        @Schema(description = "What to do about it, in sentences.")
        String mend) {}
