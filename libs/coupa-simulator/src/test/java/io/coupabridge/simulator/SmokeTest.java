package io.coupabridge.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SmokeTest {
    static HttpClient http = HttpClient.newHttpClient();

    static String get(CoupaInstance i, String token, String path) throws Exception {
        var r = http.send(
                HttpRequest.newBuilder(URI.create(i.origin() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return r.statusCode() + " " + r.body();
    }

    @Test
    void smokes() throws Exception {
        try (CoupaSimulator s = CoupaSimulator.start()) {
            long t0 = System.nanoTime();
            CoupaInstance i = s.instance("acme", InstanceSpec.defaults().users(2000).expenseLines(20000));
            System.out.println("start ms " + (System.nanoTime() - t0) / 1e6);
            i.client("id", "secret", Set.of("core.user.read", "core.expense.read"));
            var r = http.send(
                    HttpRequest.newBuilder(URI.create(i.origin() + "/oauth2/token"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "grant_type=client_credentials&client_id=id&client_secret=secret&scope=core.user.read%20core.expense.read"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            System.out.println(r.statusCode() + " " + r.body());
            String token = r.body().split("\"")[3];
            System.out.println(get(i, token, "/api/users?limit=2"));
            System.out.println(get(i, token, "/api/expense_lines?limit=3&id[gt]=95000".replace("[", "%5B").replace("]", "%5D")));
            System.out.println(get(i, token, "/api/expense_reports?limit=1"));
            String first = i.data().expenseReports().list().get(3).get("id").asText();
            System.out.println(get(i, token, "/api/expense_reports/" + first + "/expense_lines?fields=%5B%22id%22%2C%22amount%22%2C%7B%22expensed_by%22%3A%5B%22email%22%5D%7D%5D"));
            System.out.println(get(i, token, "/api/expense_lines?bogus=3"));
            t0 = System.nanoTime();
            long n = i.data().expenseLines().stream().count();
            System.out.println("truth lines " + n + " ms " + (System.nanoTime() - t0) / 1e6);
            // all by keyset
            t0 = System.nanoTime();
            long last = 0; int total = 0, pages = 0;
            com.fasterxml.jackson.databind.ObjectMapper m = new com.fasterxml.jackson.databind.ObjectMapper();
            while (true) {
                String body = get(i, token, "/api/expense_lines?order_by=id&dir=asc&limit=50&id%5Bgt%5D=" + last).substring(4);
                var page = m.readTree(body);
                if (page.isEmpty()) break;
                pages++;
                total += page.size();
                last = page.get(page.size() - 1).get("id").asLong();
            }
            System.out.println("read " + total + " pages " + pages + " ms " + (System.nanoTime() - t0) / 1e6);
            assertThat(total).isEqualTo((int) n);
            System.out.println(i.log().maxInOneSecond() + " " + i.log().apiStatuses());
        }
    }
}
