package io.coupabridge.simulator.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.behaviour.Switches;
import io.coupabridge.simulator.http.HttpResponse;

/** The error answers of resources (coupa-api §2.5, §3.1). */
final class ErrorAnswers {

    private final Switches switches;

    ErrorAnswers(Switches switches) {
        this.switches = switches;
    }

    /** No token, or one that is expired, revoked, garbage or not live yet. */
    HttpResponse invalidToken() {
        return challenge(body(401, "invalid_token", "The access token is invalid."), "invalid_token");
    }

    HttpResponse apiKeyRetired() {
        return body(401, "unauthorized", "API keys are no longer supported.");
    }

    HttpResponse missingScope(String scope) {
        HttpResponse answer =
                body(switches.missingScopeStatus(), "insufficient_scope", "The token lacks the scope " + scope + ".");
        return answer.status() == 401 ? challenge(answer, "insufficient_scope") : answer;
    }

    private HttpResponse challenge(HttpResponse answer, String error) {
        return switches.wwwAuthenticate()
                ? answer.header("WWW-Authenticate", "Bearer realm=\"Coupa\", error=\"" + error + "\"")
                : answer;
    }

    private HttpResponse body(int status, String code, String message) {
        return switch (switches.resourceErrorBody()) {
            case JSON -> HttpResponse.of(status, HttpResponse.JSON, json(code, message));
            case XML -> HttpResponse.of(status, HttpResponse.XML, XmlPrinter.error(message));
            case HTML -> HttpResponse.of(status, HttpResponse.HTML, "<h1>" + status + ": " + code + "</h1>");
            case EMPTY -> HttpResponse.empty(status);
        };
    }

    /** An error in the form that was asked for. */
    static HttpResponse of(int status, boolean asJson, String object, String message) {
        return asJson
                ? HttpResponse.of(status, HttpResponse.JSON, json(object, message))
                : HttpResponse.of(status, HttpResponse.XML, XmlPrinter.error(message));
    }

    static HttpResponse noSuchPage() {
        return HttpResponse.of(
                404, HttpResponse.HTML, "<h1>404</h1><p>The page you were looking for does not exist.</p>");
    }

    private static String json(String object, String message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("errors").putArray(object).add(message);
        return json.toString();
    }
}
