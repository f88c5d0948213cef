package io.coupabridge.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page on which people log in at the demo's issuer: a button for each login. */
final class LoginPage {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><title>Log in to the demo</title></head>
            <body>
            <h1>Log in to the demo</h1>
            <p>The demo's issuer believes everybody. Choose who you are.</p>
            %s
            </body>
            </html>
            """;

    private static final String BUTTON = """
            <form method="post"><input type="hidden" name="username" value="%s">
            <input type="hidden" name="claims" value="%s"><p><button type="submit">%s</button></p></form>""";

    private LoginPage() {}

    /** A person who logs in. @param tenants whose administrator it is; of the other roles none */
    private record Login(String role, List<String> tenants) {

        String name() {
            return tenants.isEmpty() ? "demo-" + role : "demo-admin-of-" + String.join("-", tenants);
        }

        String button() {
            String claims = "{\"roles\":[\"" + role + "\"],\"tenants\":["
                    + tenants.stream().map(tenant -> "\"" + tenant + "\"").collect(Collectors.joining(",")) + "]}";
            String words = tenants.isEmpty() ? role : role + " of " + String.join(", ", tenants);
            return BUTTON.formatted(name(), claims.replace("\"", "&quot;"), words);
        }
    }

    /** Writes it where the issuer reads it from. */
    static Path write(DemoSettings settings) {
        Stream<Login> all = Stream.of("operator", "auditor", "platform").map(role -> new Login(role, List.of()));
        Stream<Login> admins =
                Stream.of(SimulatedTenant.values()).map(tenant -> new Login("integration-admin", List.of(tenant.id())));
        String buttons = Stream.concat(all, admins).map(Login::button).collect(Collectors.joining("\n"));
        Path file = settings.home().resolve("login.html");
        try {
            return Files.writeString(file, PAGE.formatted(buttons));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
