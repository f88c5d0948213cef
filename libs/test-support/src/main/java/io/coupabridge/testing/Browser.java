package io.coupabridge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a browser without scripts does at the console: cookies, redirects, forms. Not thread-safe. */
public final class Browser {

    private static final Pattern CSRF = Pattern.compile("name=\"csrf-token\" value=\"([^\"]+)\"");

    private static final String ACCEPTED = "text/html,*/*;q=0.8";

    private final URI console;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Of somebody who has not logged in. */
    public Browser(URI console) {
        this.console = console;
    }

    /** Of somebody who has logged in at a {@link TestIssuer}, in a role. */
    public static Browser of(URI console, String role, String... tenants) {
        Browser browser = new Browser(console);
        HttpResponse<String> login = browser.get("/help");
        String claims = TestTokens.json(Map.of("roles", List.of(role), "tenants", List.of(tenants)));
        HttpResponse<String> page =
                browser.send(browser.form(login.uri(), List.of("username", "a-test-" + role, "claims", claims)));
        if (!page.uri().getPath().equals("/help")) {
            throw new IllegalStateException("No login: " + page.statusCode() + " " + page.uri() + " " + page.body());
        }
        return browser;
    }

    /** Keeps a cookie that the console has not set. */
    public void plant(String name, String value) {
        HttpCookie cookie = new HttpCookie(name, value);
        cookie.setDomain(console.getHost());
        cookie.setPath("/");
        cookie.setVersion(0);
        cookies.getCookieStore().add(console, cookie);
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(console.resolve(path));
        request.header("Accept", ACCEPTED);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** Sends a form of a page that was just loaded. */
    public HttpResponse<String> submit(String path, String... fields) {
        Matcher token = CSRF.matcher(get("/help").body());
        if (!token.find()) {
            throw new IllegalStateException("The page has no form with a token.");
        }
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of("csrf-token", token.group(1)));
        return submitAsItIs(path, all);
    }

    /** Sends a form with these fields and no others. */
    public HttpResponse<String> submitAsItIs(String path, List<String> fields, String... headers) {
        HttpRequest form = form(console.resolve(path), fields);
        HttpRequest.Builder request = HttpRequest.newBuilder(form, (name, value) -> true);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** With the cookies of this browser. */
    public HttpClient http() {
        return http;
    }

    private HttpRequest form(URI address, List<String> fields) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += 2) {
            parts.add(fields.get(i) + "=" + URLEncoder.encode(fields.get(i + 1), StandardCharsets.UTF_8));
        }
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", ACCEPTED)
                .POST(BodyPublishers.ofString(String.join("&", parts)))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
