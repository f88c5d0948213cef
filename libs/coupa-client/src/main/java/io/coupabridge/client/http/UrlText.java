package io.coupabridge.client.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text as a part of a query. */
final class UrlText {

    private UrlText() {}

    static String encoded(String text) {
        // %20 is a space to every server, + only to those that read queries as forms
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
