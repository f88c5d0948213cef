package io.coupabridge.token.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.coupabridge.contracts.Task;
import io.coupabridge.contracts.TenantId;
import io.coupabridge.edge.access.Role;
import io.coupabridge.edge.rest.Inputs;
import io.coupabridge.edge.rest.Listing;
import io.coupabridge.token.mint.TokenLists;
import io.coupabridge.token.mint.TokenLists.Listed;
import io.coupabridge.token.mint.TokenLists.Place;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For operators: how old the tokens of all tenants are. No answer has a token in it. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation")
public class TokenListResource {

    private static final int STANDARD = 50;
    private static final int LARGEST = 500;
    private static final String LATE = "late";

    /** As much as the database can be asked for. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private static final String EXAMPLE = "2026-11-24T09:30:00.001Z/northwind/APPLICATION_ROSTER";

    private final TokenLists tokens;

    TokenListResource(TokenLists tokens) {
        this.tokens = tokens;
    }

    /** Lists published tokens that are renewed, late ones first, then the oldest. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Operation(
            summary = "List tokens by age",
            description =
                    "Tokens that task services have, of connections whose tokens are renewed. Those whose renewal is late"
                            + " come first, then the oldest. The tokens themselves are not shown.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = TokenPage.class),
                            examples = @ExampleObject(name = "tokens", value = Examples.TOKENS)))
    public TokenPage list(
            @Parameter(description = "Only tokens behind this one: the next of the page before.", example = EXAMPLE)
                    @QueryParam("after")
                    String after,
            @Parameter(
                            description = "At most so many, 1 to 500; 50 when absent.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    String limit) {
        int size = Inputs.limit(limit, STANDARD, LARGEST);
        Place behind = place(after);
        Listing<Listed> page = Listing.of(size, most -> tokens.page(behind, most));
        return new TokenPage(page.map(TokenView::of), page.next(last -> cursor(last.place())));
    }

    /** Counts published tokens by age. */
    @GET
    @RolesAllowed({Role.OPERATOR, Role.AUDITOR})
    @Path("counts")
    @Operation(summary = "Count tokens by age", description = "Tokens that task services have.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            schema = @Schema(implementation = TokenCounts.class),
                            examples = @ExampleObject(name = "ages", value = Examples.TOKEN_AGES)))
    public TokenCounts counts() {
        TokenLists.Ages ages = tokens.ages();
        return new TokenCounts(ages.byHours(), ages.expired(), ages.late());
    }

    private static String cursor(Place place) {
        return place.usableFrom() + "/" + place.tenant() + "/" + place.task() + (place.late() ? "/" + LATE : "");
    }

    private static Place place(String after) {
        if (after == null || after.isEmpty()) {
            return Place.BEGIN;
        }
        String[] parts = after.split("/", 4);
        boolean late = parts.length == 4 && parts[3].equals(LATE);
        if (parts.length != 3 && !late
                || !TenantId.isValid(parts[1])
                || Task.find(parts[2]).isEmpty()) {
            throw noPlace();
        }
        try {
            Instant usableFrom = Instant.parse(parts[0]);
            if (usableFrom.isBefore(Instant.EPOCH) || usableFrom.isAfter(LAST)) {
                throw noPlace();
            }
            return new Place(late, usableFrom, parts[1], parts[2]);
        } catch (DateTimeParseException e) {
            throw noPlace();
        }
    }

    private static HttpValidationProblem noPlace() {
        return Inputs.problem(Violation.In.query, "after", "It must be the next of a page, such as " + EXAMPLE + ".");
    }

    /** Some tokens. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TokenPage(
            List<TokenView> tokens,

            @Schema(description = "Ask for those after this one next; absent on the last page.")
            String next) {}

    /** A token, without the token itself. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Token")
    record TokenView(
            String tenant,
            String task,
            long version,
            Instant usableFrom,
            Instant expiresAt,

            @Schema(description = "When its successor is due; absent when none is.")
            Instant renewAt,

            @Schema(description = "It has ended: runs wait for another.")
            boolean expired,

            @Schema(description = "Its successor has been due for more than 30 seconds.")
            boolean late,

            @Schema(description = "So many grants in a row brought nothing, as Coupa could not be asked.")
            int failures) {

        static TokenView of(Listed token) {
            return new TokenView(
                    token.place().tenant(),
                    token.place().task(),
                    token.version(),
                    token.place().usableFrom(),
                    token.expiresAt(),
                    token.renewAt(),
                    token.expired(),
                    token.place().late(),
                    token.failures());
        }
    }

    /** How many tokens there are. */
    record TokenCounts(
            @Schema(description = "Tokens that have been usable for so many whole hours and have not ended.")
            Map<Integer, Long> hours,

            @Schema(description = "Tokens that have ended.") long expired,

            @Schema(description = "Tokens whose successor has been due for more than 30 seconds.")
            long late) {}
}
