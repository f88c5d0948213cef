package io.coupabridge.token.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Some connections in the order of their tenants. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConnectionPage(
        List<ConnectionView> connections,

        @Schema(description = "Ask for those after this tenant next; absent on the last page.")
        String next) {}
