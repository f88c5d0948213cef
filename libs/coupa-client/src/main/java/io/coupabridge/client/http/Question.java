package io.coupabridge.client.http;

import io.coupabridge.client.address.BaseUrl;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** What a request to a Coupa looks like, whatever it asks for. */
final class Question {

    // encoded once, and not for each request
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final CharSequence COUPA_BRIDGE = HttpHeaders.createOptimized("coupa-bridge");

    private Question() {}

    /** @param target path and query, encoded */
    static RequestOptions of(BaseUrl baseUrl, String target) {
        boolean https = baseUrl.origin().getScheme().equals("https");
        int port = baseUrl.origin().getPort();
        int usualPort = https ? 443 : 80;
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setSsl(https)
                .setHost(baseUrl.host())
                .setPort(port == -1 ? usualPort : port)
                .setURI(target)
                .putHeader(HttpHeaders.ACCEPT, JSON)
                // without a body, but Coupa wants both to be the same (coupa-api §3.1)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.ACCEPT_ENCODING, GZIP)
                .putHeader(HttpHeaders.USER_AGENT, COUPA_BRIDGE);
    }

    /** Whether a header can hold it; Vert.x would cut other characters short. */
    static boolean canSend(String credential) {
        for (int i = 0; i < credential.length(); i++) {
            char c = credential.charAt(i);
            if (c < ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
