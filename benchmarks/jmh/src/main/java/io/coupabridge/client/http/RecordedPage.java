package io.coupabridge.client.http;

import io.coupabridge.client.address.BaseUrl;
import io.coupabridge.secrets.Secret;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;

/**
 * One answer of a Coupa, kept as its bytes, so that reading it can be measured without the exchange. In this package
 * since the client shows its reader to nobody.
 */
public final class RecordedPage {

    private final HttpAnswer answer;
    private final PageRequest request;
    private final PageReader reader;

    private RecordedPage(HttpAnswer answer, PageRequest request) {
        BodyReader bodies = new BodyReader(CoupaHttp.Settings.defaults().maxBodyBytes());
        this.answer = answer;
        this.request = request;
        this.reader = new PageReader(bodies, new Rejection(new RetryAfter(InstantSource.system()), bodies));
    }

    /** Asks a Coupa for this page. */
    public static RecordedPage of(BaseUrl baseUrl, Secret token, PageRequest request)
            throws IOException, InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(URI.create(baseUrl + request.target()))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token.reveal())
                .build();
        long sent = System.nanoTime();
        var response = HttpClient.newHttpClient().send(question, BodyHandlers.ofByteArray());
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        response.headers().map().forEach(headers::add);
        HttpAnswer answer = new HttpAnswer(
                baseUrl.host(),
                request.resource().path(),
                response.statusCode(),
                headers,
                response.body(),
                System.nanoTime() - sent);
        return new RecordedPage(answer, request);
    }

    /** Everything that the client does with an answer: unpack, parse, normalise the keys, prove that it is a page. */
    public Page read() {
        return reader.read(answer, request);
    }
}
