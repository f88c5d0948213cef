package io.coupabridge.token.connect;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new link. */
record ConnectLinkMade(
        String id,
        String tenant,

        @Schema(description = "Opens the page. It is told this once; whoever has it can connect the tenant.")
        String url,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant expiresAt) {

    @Override
    public String toString() {
        return "ConnectLinkMade[id=" + id + ", tenant=" + tenant + ", url=hidden]";
    }
}
