package io.coupabridge.local.whole;

import io.coupabridge.local.whole.OddRequests.Request;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Requests that nobody should send: good ones with something wrong in their path, query, headers or body. The same seed
 * makes the same ones, but for the operator's token.
 */
final class OddRequests implements Supplier<Request> {

    private static final int TENANTS = 20;
    private static final List<String> METHODS =
            List.of("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO", "get");

    private static final List<String> ODD_TEXTS = List.of(
            "",
            "%00",
            "%0d%0aX-Injected:%201",
            "%2F",
            "%2e%2e",
            "..",
            ".",
            "a%2Fb",
            "a%5cb",
            "%",
            "%zz",
            "%c3%28",
            "%ed%a0%80",
            "%F0%9F%92%A3",
            "\u00fc",
            "*",
            "{tenant}",
            "${jndi:ldap://127.0.0.1/a}",
            "'%20or%201=1--",
            "null",
            "true",
            "-1",
            "0",
            "1.5",
            "1e400",
            "99999999999999999999",
            "9223372036854775807",
            "-9223372036854775808",
            "a;b=c",
            "a,b",
            "a+b",
            "%20",
            "\t",
            "a".repeat(65),
            "a".repeat(3_000));

    private static final List<String> ODD_TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/json; charset=utf-16",
            "application/json; charset=nothing",
            "application/merge-patch+json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "application/",
            "*/*",
            "",
            "a".repeat(500));

    private static final List<String> ODD_HEADERS = List.of(
            "Accept: text/html",
            "Accept: application/xml;q=nothing",
            "Accept: ,",
            "Accept-Language: " + "x,".repeat(500),
            "Content-Encoding: gzip",
            "Content-Language: \u00fc",
            "Expect: 100-continue",
            "Expect: the-unexpected",
            "Range: bytes=0-1",
            "If-None-Match: *",
            "If-Modified-Since: yesterday",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-Host: attacker.example",
            "Forwarded: for=\"[::1]\";host=attacker.example",
            "Origin: https://attacker.example",
            "Cookie: a=b; q_session=x",
            "Upgrade: websocket",
            "Upgrade: h2c",
            "traceparent: 00-x",
            "X-Large: " + "x".repeat(20_000));

    private static final List<String> SECRET_HEADERS =
            List.of("X-COUPA-API-KEY: ", "Cookie: token=", "Accept: ", "If-None-Match: ", "X-Request-ID: ");

    /** After which nothing can be read on this connection. */
    private static final List<String> BROKEN_HEADERS = List.of(
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: chunked, chunked",
            "Host: attacker.example",
            "no colon",
            " folded: x",
            "na me: x",
            "\u0000: x",
            ": x");

    private final List<ApiOperation> operations;
    private final String host;
    private final Supplier<String> token;
    private final String secret;
    private final OddBodies bodies;
    private final Random random;

    /**
     * @param host of the service, with its port
     * @param token of a caller who may do anything
     * @param secret stands wherever a secret may stand
     * @param baseUrl to which tenants may point
     */
    OddRequests(
            List<ApiOperation> operations,
            String host,
            Supplier<String> token,
            String secret,
            String baseUrl,
            long seed) {
        this.operations = List.copyOf(operations);
        this.host = host;
        this.token = token;
        this.random = new Random(seed);
        this.secret = secret;
        this.bodies = new OddBodies(random, secret, baseUrl);
    }

    /**
     * @param last whether what comes behind it on the connection could be taken for a part of it
     */
    record Request(String method, byte[] bytes, boolean last) {

        /** Without the token. */
        @Override
        public String toString() {
            String text = new String(bytes, StandardCharsets.UTF_8).replaceAll("Bearer ey[\\w.-]+", "Bearer TOKEN");
            return text.length() <= 2_000 ? text : text.substring(0, 2_000) + "\u2026 (" + text.length() + ")";
        }
    }

    @Override
    public Request get() {
        ApiOperation operation = one(operations);
        String method = oneIn(15) ? one(METHODS) : operation.method();
        StringBuilder head = new StringBuilder();
        boolean broken = oneIn(40);
        String version = broken && oneIn(3) ? one(List.of("HTTP/1.0", "HTTP/9.9", "http/1.1", "")) : "HTTP/1.1";
        head.append(method).append(' ').append(target(operation)).append(' ').append(version);
        head.append("\r\nHost: ").append(host);
        if (!oneIn(25)) {
            head.append("\r\nAuthorization: Bearer ")
                    .append(oneIn(50) ? one(List.of(secret, one(ODD_TEXTS))) : token.get());
        }
        if (oneIn(5)) {
            head.append("\r\n").append(one(ODD_HEADERS));
        }
        if (oneIn(20)) {
            head.append("\r\n").append(one(SECRET_HEADERS)).append(secret);
        }
        if (broken) {
            head.append("\r\n").append(one(BROKEN_HEADERS));
        }
        byte[] body = operation.bodies().isEmpty() && !oneIn(20) ? new byte[0] : bodies.next(operation);
        if (body.length > 0 || oneIn(3)) {
            head.append("\r\nContent-Type: ").append(oneIn(12) ? one(ODD_TYPES) : "application/json");
            head.append("\r\nContent-Length: ").append(body.length);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(body);
        return new Request(method, bytes.toByteArray(), broken || head.indexOf("\t") >= 0);
    }

    private String target(ApiOperation operation) {
        String path = operation.path();
        for (String parameter : operation.parameters()) {
            path = path.replace("{" + parameter + "}", oneIn(3) ? one(ODD_TEXTS) : good(parameter));
        }
        if (oneIn(20)) {
            path += one(List.of("/", "//", "/../x", "/%2e%2e", ";a=b", "#a", "/" + one(ODD_TEXTS), "/" + secret));
        }
        return path + query(operation);
    }

    private String query(ApiOperation operation) {
        if (oneIn(2)) {
            return "";
        }
        List<String> names = new ArrayList<>(operation.query());
        names.addAll(operation.query());
        names.addAll(List.of("limit", one(ODD_TEXTS), "stat", secret));
        StringBuilder query = new StringBuilder("?");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            query.append(one(names))
                    .append(oneIn(10) ? "" : "=")
                    .append(oneIn(10) ? secret : one(ODD_TEXTS))
                    .append(oneIn(10) ? "" : "&");
        }
        return query.toString();
    }

    private String good(String parameter) {
        return Map.of(
                        "commandId",
                        new UUID(random.nextLong(), random.nextLong()).toString(),
                        "stream",
                        oneIn(2) ? "runs" : "inbox")
                .getOrDefault(parameter, "odd-" + random.nextInt(TENANTS));
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
