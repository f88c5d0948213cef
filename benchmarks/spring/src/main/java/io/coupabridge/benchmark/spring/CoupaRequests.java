package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Requests to Coupa at the pace that was set; one token, got by {@link #logIn()}, serves them all. Thread-safe. */
@Component
@Profile("tuned")
final class CoupaRequests {

    private final RestClient coupa;
    private final OAuth2AuthorizedClientManager clients;
    private final Pace pace;
    private final JsonFactory json = new JsonFactory();
    private volatile String authorization;

    CoupaRequests(RestClient coupa, OAuth2AuthorizedClientManager clients, PeerSettings settings) {
        this.coupa = coupa;
        this.clients = clients;
        this.pace = new Pace(settings.rate());
    }

    /** Gets the token, unless there is one that is still good. */
    void logIn() {
        authorization = "Bearer "
                + clients.authorize(OAuth2AuthorizeRequest.withClientRegistrationId(CoupaClients.REGISTRATION)
                                .principal("peer")
                                .build())
                        .getAccessToken()
                        .getTokenValue();
    }

    /** @param reader of Coupa's list, whose bracket is the parser's current token; gives null for anything else */
    <T> List<T> get(String uri, JsonText.Reader<List<T>> reader) {
        pace.await();
        return coupa.get()
                .uri(URI.create(uri))
                .header(HttpHeaders.AUTHORIZATION, authorization)
                .exchange((request, response) -> {
                    if (response.getStatusCode() != HttpStatus.OK) {
                        throw new IOException("Coupa answers with " + response.getStatusCode() + ".");
                    }
                    try (JsonParser parser = json.createParser(response.getBody())) {
                        parser.nextToken();
                        List<T> list = reader.read(parser);
                        if (list == null) {
                            throw new IOException("Coupa answers with something else than a list.");
                        }
                        return list;
                    }
                });
    }
}
