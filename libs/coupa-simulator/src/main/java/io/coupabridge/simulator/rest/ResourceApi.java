package io.coupabridge.simulator.rest;

import io.coupabridge.simulator.behaviour.ItemRows;
import io.coupabridge.simulator.behaviour.Switches;
import io.coupabridge.simulator.data.BadQueryException;
import io.coupabridge.simulator.data.DataSet;
import io.coupabridge.simulator.data.FieldSelection;
import io.coupabridge.simulator.data.PrintStyle;
import io.coupabridge.simulator.data.QueryRules;
import io.coupabridge.simulator.data.RecordPrinter;
import io.coupabridge.simulator.data.RecordQuery;
import io.coupabridge.simulator.data.RecordTable;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import io.coupabridge.simulator.http.QueryString;
import io.coupabridge.simulator.oauth.IssuedTokens;
import io.coupabridge.simulator.oauth.Token;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code GET /api/…}: the lists of an instance (coupa-api §3–5). Thread-safe. */
public final class ResourceApi {

    private final DataSet data;
    private final IssuedTokens tokens;
    private final Switches switches;
    private final Clock clock;
    private final Function<String, Long> userBehindClient;
    private final RecordPrinter printer;
    private final ErrorAnswers errors;
    private final SelectionCache selections;

    /** @param userBehindClient whose records a client, by its id, sees where only own records are shown */
    public ResourceApi(
            DataSet data,
            IssuedTokens tokens,
            Switches switches,
            Clock clock,
            Function<String, Long> userBehindClient) {
        this.data = data;
        this.tokens = tokens;
        this.switches = switches;
        this.clock = clock;
        this.userBehindClient = userBehindClient;
        this.printer = new RecordPrinter(data);
        this.errors = new ErrorAnswers(switches);
        this.selections = new SelectionCache(switches);
    }

    public HttpResponse answer(HttpRequest request) {
        Optional<ResourcePath> path = ResourcePath.parse(request.path(), data);
        if (path.isEmpty()) {
            return ErrorAnswers.noSuchPage();
        }
        if (request.headers().containsKey("x-coupa-api-key")) {
            return errors.apiKeyRetired();
        }
        Optional<Token> token = request.header("authorization").flatMap(this::token);
        if (token.isEmpty()) {
            return errors.invalidToken();
        }
        String scope = path.get().records().scope();
        if (!token.get().scopes().contains(scope)) {
            return errors.missingScope(scope);
        }
        boolean asJson = request.header("accept").orElse("").contains("application/json");
        if (!request.method().equals("GET")) {
            return ErrorAnswers.of(405, asJson, "base", "This client may only read.");
        }
        if (switches.strictContentType() && !sameType(request, asJson)) {
            return ErrorAnswers.of(415, asJson, "base", "Content-Type and Accept must be the same.");
        }
        return read(path.get(), request, token.get(), asJson);
    }

    private static boolean sameType(HttpRequest request, boolean asJson) {
        return request.header("content-type")
                .map(type -> type.contains("application/json") == asJson)
                .orElse(true);
    }

    private Optional<Token> token(String authorization) {
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.empty();
        }
        return tokens.find(authorization.substring(7).trim())
                .filter(token -> !clock.instant().isBefore(token.issuedAt().plus(switches.notLiveYet())));
    }

    private HttpResponse read(ResourcePath path, HttpRequest request, Token token, boolean asJson) {
        RecordTable records = path.records();
        try {
            QueryString query = request.query();
            RecordQuery parsed = RecordQuery.parse(records, path.narrow(query), rules(token));
            FieldSelection selection = selections.of(records, path.resource(), query);
            Optional<RecordPrinter.Printed> printed = path.id() == null || path.isNestedList()
                    ? Optional.of(printer.page(parsed, selection, style()))
                    : printer.one(records, path.id(), parsed, selection, style());
            boolean parentGone =
                    path.isNestedList() && data.expenseReports().get(path.id()).isEmpty();
            if (printed.isEmpty() || parentGone) {
                return ErrorAnswers.of(404, asJson, records.kind(), "No record with the given id exists.");
            }
            return found(printed.get(), records, query, path, asJson);
        } catch (BadQueryException bad) {
            return ErrorAnswers.of(400, asJson, records.kind(), bad.getMessage());
        } catch (IllegalArgumentException undecodable) {
            return ErrorAnswers.of(400, asJson, records.kind(), "The query is not encoded correctly.");
        }
    }

    private HttpResponse found(
            RecordPrinter.Printed printed, RecordTable records, QueryString query, ResourcePath path, boolean asJson) {
        boolean isList = path.id() == null || path.isNestedList();
        if (!asJson && isList && printed.records() == 0) {
            return ErrorAnswers.of(404, false, records.kind(), "No results match your search criteria.");
        }
        byte[] json = printed.json();
        if (switches.limitedIsObject()
                && isList
                && query.first("return_object").orElse("").equals("limited")) {
            json = SelectionCache.asObject(json, records.kind());
        }
        HttpResponse answer = asJson
                ? HttpResponse.of(200, HttpResponse.JSON, json)
                : HttpResponse.of(200, HttpResponse.XML, XmlPrinter.print(json, records.kind()));
        return answer.withRecords(printed.records());
    }

    private QueryRules rules(Token token) {
        Long owner = switches.ownRecordsOnly() ? userBehindClient.apply(token.clientId()) : null;
        return new QueryRules(
                switches.rejectUnknownAttributes(),
                switches.ignoredFilters(),
                switches.pageCap(),
                switches.shortPages(),
                owner,
                switches.itemRows() != ItemRows.NESTED);
    }

    private PrintStyle style() {
        return new PrintStyle(
                switches.decimalsAsNumbers(),
                switches.questionMarkAliases(),
                switches.nullsAbsent(),
                switches.nullsAsEmptyText(),
                switches.snakeCaseKeys(),
                switches.itemRows() == ItemRows.OWN_ROWS ? Set.of("itemized-expense-lines") : Set.of(),
                switches.extraKeys());
    }
}
