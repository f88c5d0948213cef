package io.coupabridge.client.http;

import io.coupabridge.client.address.BaseUrl;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** What a request to a Coupa looks like, whatever it asks for. */
final class Question {

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
                .putHeader("Accept", "application/json")
                // without a body, but Coupa wants both to be the same (coupa-api §3.1)
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept-Encoding", "gzip")
                .putHeader("User-Agent", "coupa-bridge");
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
