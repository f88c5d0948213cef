package io.coupabridge.token.connect;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.token.link.ConnectLink;
import io.coupabridge.token.link.LinkState;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A connect link as it is shown; never with what opens it. */
@Schema(description = "A link by which the tenant can be connected. Absent times have not come.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConnectLinkView(
        String id,
        LinkState state,
        Instant createdAt,
        Instant expiresAt,

        @Schema(description = "When a credential was last saved by it.")
        Instant savedAt,

        @Schema(description = "When Coupa accepted one. From then on the link changes none.")
        Instant usedAt,

        Instant revokedAt) {

    static ConnectLinkView of(ConnectLink link) {
        return new ConnectLinkView(
                link.id(),
                link.state(),
                link.createdAt(),
                link.expiresAt(),
                link.savedAt(),
                link.usedAt(),
                link.revokedAt());
    }
}
