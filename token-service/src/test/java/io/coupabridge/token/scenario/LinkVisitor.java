package io.coupabridge.token.scenario;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A browser without scripts at the page of a connect link. */
public final class LinkVisitor {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String id;
    private final String token;

    private LinkVisitor(String id, String token) {
        this.id = id;
        this.token = token;
    }

    /** Has got a new link to the tenant. */
    public static LinkVisitor of(Tenant tenant) {
        return of(make(tenant, "{}"));
    }

    /** @param made what the API answered to who made the link */
    public static LinkVisitor of(Response made) {
        made.then().statusCode(201);
        String url = made.jsonPath().getString("url");
        return new LinkVisitor(made.jsonPath().getString("id"), url.substring(url.lastIndexOf('/') + 1));
    }

    /** Has something that is no link. */
    public static LinkVisitor withToken(String token) {
        return new LinkVisitor(null, token);
    }

    /** Makes a link. */
    public static Response make(Tenant tenant, String body) {
        return Operator.given()
                .contentType("application/json")
                .body(body)
                .post("/api/v1/tenants/{id}/connect-links", tenant.id());
    }

    public String id() {
        return id;
    }

    public String token() {
        return token;
    }

    public Response open() {
        return browser().get("/connect/{token}", token);
    }

    public Response enter(String baseUrl, String clientId, String secret) {
        return send(browser(), Map.of("baseUrl", baseUrl, "clientId", clientId, "clientSecret", secret));
    }

    public Response verify() {
        return send(browser(), Map.of("action", "verify"));
    }

    /** Presses the button that only asks where the scopes are. */
    public Response askForScopes(String baseUrl, String clientId, String secret) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("baseUrl", baseUrl);
        fields.put("clientId", clientId);
        fields.put("clientSecret", secret);
        fields.put("action", "address");
        return send(browser(), fields);
    }

    /** Sends the form, with headers of the test. */
    public Response send(RequestSpecification browser, Map<String, String> fields) {
        return browser.contentType("application/x-www-form-urlencoded; charset=utf-8")
                .formParams(fields)
                .post("/connect/{token}", token);
    }

    /** Waits until the page is no longer about what is being asked, and answers it. */
    public String awaitVerdict() {
        return await().atMost(PATIENCE).until(() -> open().asString(), page -> !page.contains("data-asking=\"true\""));
    }

    public static RequestSpecification browser() {
        return RestAssured.given().redirects().follow(false);
    }
}
