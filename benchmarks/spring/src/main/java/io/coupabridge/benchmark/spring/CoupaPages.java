package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Pages of the resource, at the pace that was set. Each goes from Coupa's JSON to that of the messages as a stream, without
 * trees or reflection; one token, got by {@link #logIn()}, serves all requests. Thread-safe.
 */
@Component
@Profile("tuned")
final class CoupaPages {

    private static final int USUAL_MESSAGE_BYTES = 512;

    private final RestClient coupa;
    private final OAuth2AuthorizedClientManager clients;
    private final PeerSettings settings;
    private final Pace pace;
    private final String query;
    private final JsonFactory json = new JsonFactory();
    private volatile String authorization;

    CoupaPages(RestClient coupa, OAuth2AuthorizedClientManager clients, PeerSettings settings) {
        this.coupa = coupa;
        this.clients = clients;
        this.settings = settings;
        this.pace = new Pace(settings.rate());
        Resource resource = settings.resource();
        this.query = settings.coupa() + resource.path() + "?fields="
                + URLEncoder.encode(resource.fields(), StandardCharsets.UTF_8) + "&order_by=id";
    }

    /**
     * A record as it is published.
     *
     * @param value the JSON of the message; the same bytes exactly when nothing changed
     */
    record Entry(long id, byte[] value) {}

    void logIn() {
        authorization = "Bearer "
                + clients.authorize(OAuth2AuthorizeRequest.withClientRegistrationId(CoupaClients.REGISTRATION)
                                .principal("peer")
                                .build())
                        .getAccessToken()
                        .getTokenValue();
    }

    /** The page behind an id; empty when there is nothing more. */
    List<Entry> after(long id) {
        return get(query + "&dir=asc&limit=" + Resource.PAGE_SIZE + "&id%5Bgt%5D=" + id);
    }

    /** The lowest id of all; empty when there is no record. */
    OptionalLong firstId() {
        return end("asc");
    }

    OptionalLong lastId() {
        return end("desc");
    }

    private OptionalLong end(String direction) {
        return get(query + "&limit=1&dir=" + direction).stream()
                .mapToLong(Entry::id)
                .findFirst();
    }

    private List<Entry> get(String uri) {
        pace.await();
        return coupa.get()
                .uri(URI.create(uri))
                .header(HttpHeaders.AUTHORIZATION, authorization)
                .exchange((request, response) -> {
                    if (response.getStatusCode() != HttpStatus.OK) {
                        throw new IOException("Coupa answers with " + response.getStatusCode() + ".");
                    }
                    return parse(response.getBody());
                });
    }

    private List<Entry> parse(InputStream body) throws IOException {
        List<Entry> entries = new ArrayList<>(Resource.PAGE_SIZE);
        try (JsonParser parser = json.createParser(body);
                ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_MESSAGE_BYTES)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("Coupa answers with something else than a list.");
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                CoupaRecord coupaRecord = settings.resource().reader().read(parser);
                entries.add(new Entry(coupaRecord.id(), write(coupaRecord.message(settings.tenant()), bytes)));
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new IOException("Coupa's list breaks off.");
            }
        }
        return entries;
    }

    private byte[] write(PeerMessage message, ByteArrayBuilder bytes) throws IOException {
        bytes.reset();
        try (JsonGenerator generator = json.createGenerator(bytes)) {
            message.writeTo(generator);
        }
        return bytes.toByteArray();
    }
}
