package io.coupabridge.simulator.oauth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.behaviour.Switches;
import io.coupabridge.simulator.http.HttpRequest;
import io.coupabridge.simulator.http.HttpResponse;
import io.coupabridge.simulator.http.QueryString;
import io.coupabridge.simulator.log.LoggedRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/** {@code POST /oauth2/token} for client credentials (coupa-api §2.2–2.5). Thread-safe. */
public final class TokenEndpoint {

    private static final Set<String> OTHER_GRANTS =
            Set.of("authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code");

    private final String issuer;
    private final IssuedTokens tokens;
    private final Switches switches;
    private final Map<String, ClientControl> clients = new ConcurrentSkipListMap<>();

    public TokenEndpoint(String issuer, IssuedTokens tokens, Switches switches) {
        this.issuer = issuer;
        this.tokens = tokens;
        this.switches = switches;
    }

    /** Registers a client, in place of one of the same id. */
    public ClientControl register(String id, String secret, Set<String> scopes) {
        ClientControl client = new ClientControl(id, secret, scopes);
        clients.put(id, client);
        return client;
    }

    /** Null when there is none. */
    public ClientControl client(String id) {
        return clients.get(id);
    }

    public Collection<ClientControl> clients() {
        return clients.values();
    }

    private record Credentials(String id, String secret) {}

    public HttpResponse answer(HttpRequest request, LoggedRequest logged) {
        if (!request.method().equals("POST")) {
            return HttpResponse.of(405, HttpResponse.HTML, "<h1>Method not allowed</h1>");
        }
        String type = request.header("content-type").orElse("");
        if (!type.startsWith("application/x-www-form-urlencoded")) {
            return HttpResponse.of(415, HttpResponse.HTML, "<h1>Unsupported media type</h1>");
        }
        QueryString form;
        try {
            form = QueryString.parse(new String(request.body(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException broken) {
            return error(400, "invalid_request", "The form is not encoded correctly.", logged, null);
        }
        return grant(form, request, logged);
    }

    private HttpResponse grant(QueryString form, HttpRequest request, LoggedRequest logged) {
        String grantType = form.first("grant_type").orElse("");
        if (grantType.isEmpty()) {
            return error(400, "invalid_request", "grant_type is missing.", logged, null);
        }
        Credentials given = credentials(form, request);
        ClientControl client = given == null ? null : clients.get(given.id());
        if (client == null || !client.accepts(given.secret())) {
            String id = given == null ? "-" : given.id();
            return error(switches.invalidClientStatus(), "invalid_client", "Client authentication failed.", logged, id);
        }
        if (!grantType.equals("client_credentials")) {
            String code = OTHER_GRANTS.contains(grantType) ? "unauthorized_client" : "unsupported_grant_type";
            return error(400, code, "The grant type is not available to this client.", logged, client.id());
        }
        if (!client.allowsClientCredentials()) {
            return error(400, "unauthorized_client", "The client is of another grant type.", logged, client.id());
        }
        Set<String> scopes = form.first("scope")
                .filter(text -> !text.isBlank())
                .map(TokenEndpoint::split)
                .orElseGet(client::scopes);
        boolean tooMany = switches.oneScopeOnly() && scopes.size() > 1;
        if (scopes.isEmpty() || tooMany || !client.scopes().containsAll(scopes)) {
            return error(400, "invalid_scope", "The requested scope is not granted.", logged, client.id());
        }
        return success(client, scopes, logged);
    }

    private static Set<String> split(String scope) {
        return new TreeSet<>(Arrays.asList(scope.trim().split(" +")));
    }

    private Credentials credentials(QueryString form, HttpRequest request) {
        String authorization = request.header("authorization").orElse("");
        if (authorization.startsWith("Basic ") && switches.basicAuth()) {
            return basic(authorization.substring(6).trim());
        }
        return form.first("client_id")
                .map(id -> new Credentials(id, form.first("client_secret").orElse("")))
                .orElse(null);
    }

    private static Credentials basic(String encoded) {
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            // RFC 6749 §2.3.1: both halves are form-encoded before they are joined
            List<QueryString.Parameter> halves = QueryString.parse(
                            text.substring(0, colon) + "=" + text.substring(colon + 1))
                    .parameters();
            return new Credentials(halves.get(0).name(), halves.get(0).value());
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            return null;
        }
    }

    private HttpResponse success(ClientControl client, Set<String> scopes, LoggedRequest logged) {
        if (switches.newTokenEndsOlder()) {
            tokens.revokeClient(client.id());
        }
        Token token = tokens.mint(issuer, client.id(), scopes, switches.tokenPadding());
        logged.noteGrant(client.id() + " -> " + String.join(" ", scopes));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("access_token", token.value()).put("token_type", "bearer");
        long seconds = tokens.lifetime().toSeconds();
        if (switches.expiresInAsText()) {
            json.put("expires_in", Long.toString(seconds));
        } else if (!switches.expiresInAbsent()) {
            json.put("expires_in", seconds);
        }
        if (switches.scopeInTokenAnswer()) {
            json.put("scope", String.join(" ", scopes));
        }
        return HttpResponse.of(200, HttpResponse.JSON, json.toString())
                .header("Cache-Control", "no-store")
                .header("Pragma", "no-cache");
    }

    private HttpResponse error(int status, String code, String description, LoggedRequest logged, String clientId) {
        logged.noteGrant(clientId + " -> " + code);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("error", code).put("error_description", description);
        HttpResponse response = switch (switches.oauthErrorBody()) {
            case JSON -> HttpResponse.of(status, HttpResponse.JSON, json.toString());
            case XML -> HttpResponse.of(status, HttpResponse.XML, "<errors><error>" + code + "</error></errors>");
            case HTML -> HttpResponse.of(status, HttpResponse.HTML, "<h1>" + code + "</h1>");
            case EMPTY -> HttpResponse.empty(status);
        };
        return status == 401 && switches.wwwAuthenticate()
                ? response.header("WWW-Authenticate", "Basic realm=\"OAuth2\"")
                : response;
    }
}
