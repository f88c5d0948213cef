package io.coupabridge.local.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** Bodies that nobody should send, made of an operation's examples. A secret stands wherever one may stand. */
final class OddBodies {

    private static final Pattern SECRET = Pattern.compile("(?i).*(secret|key|password|token).*");

    private static final List<String> ODD_VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1.5",
            "1e400",
            "1E-400",
            "NaN",
            "01",
            "99999999999999999999",
            "9".repeat(2_000),
            "9007199254740993",
            "-2147483649",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\u202e\\u0007\\u001b[2J\"",
            "\"\u0000\"",
            "\"\\r\\nX-Injected: 1\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"https://a b\"",
            "\"https://user:SECRET@acme.coupahost.com\"",
            "\"../../etc/passwd\"",
            "\"${jndi:ldap://127.0.0.1/a}\"",
            "\"" + "x".repeat(5_000) + "\"",
            "\"" + "\ud83d\udca3".repeat(300) + "\"",
            "{}",
            "{\"SECRET\":1}",
            "[]",
            "[null]",
            "[[[]]]",
            "[" + "\"a\",".repeat(5_000) + "\"a\"]",
            "[".repeat(20_000),
            "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000));

    private final Random random;
    private final String secret;
    private final String baseUrl;

    OddBodies(Random random, String secret, String baseUrl) {
        this.random = random;
        this.secret = secret;
        this.baseUrl = baseUrl;
    }

    byte[] next(ApiOperation operation) {
        List<JsonNode> examples = operation.bodies();
        JsonNode example = examples.isEmpty()
                ? TopicRecord.JSON.createObjectNode().put("clientSecret", secret)
                : examples.get(random.nextInt(examples.size()));
        String good = filled(example).toString();
        return switch (random.nextInt(12)) {
            case 0 -> bytes(good);
            case 1 -> bytes(good.substring(0, random.nextInt(good.length() + 1)));
            case 2 -> flipped(bytes(good));
            case 3 -> bytes(one(ODD_VALUES));
            case 4 -> bytes(with(good, "\"" + secret + "\":1"));
            case 5 -> bytes(good + good);
            case 6 -> good.getBytes(random.nextBoolean() ? StandardCharsets.UTF_16 : StandardCharsets.UTF_16LE);
            case 7 -> random.nextInt(10) == 0 ? bytes("{\"a\":\"" + "x".repeat(70_000) + "\"}") : new byte[0];
            default -> bytes(withOddFields(filled(example)));
        };
    }

    /** The example with the secret where a secret stands, and an address that may be used. */
    private ObjectNode filled(JsonNode example) {
        ObjectNode filled = example.isObject() ? example.deepCopy() : TopicRecord.JSON.createObjectNode();
        for (String name : names(filled)) {
            if (SECRET.matcher(name).matches()) {
                filled.put(name, secret);
            }
            if (name.equals("baseUrl")) {
                filled.put(name, baseUrl);
            }
        }
        return filled;
    }

    /** One to three fields changed, lacking, there twice or unknown. */
    private String withOddFields(ObjectNode body) {
        List<String> fields = new ArrayList<>();
        body.properties().forEach(field -> fields.add("\"" + field.getKey() + "\":" + field.getValue()));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            List<String> names = names(body);
            String name = names.isEmpty() || random.nextInt(6) == 0 ? one(List.of("x", "", "__proto__")) : one(names);
            String odd = "\"" + name + "\":" + odd(name, names.contains(name));
            if (random.nextInt(5) > 0) {
                fields.removeIf(field -> field.startsWith("\"" + name + "\":"));
            }
            if (random.nextInt(5) > 0) {
                fields.add(random.nextInt(fields.size() + 1), odd);
            }
        }
        return "{" + String.join(",", fields) + "}";
    }

    /** Without the secret where a value is no secret: a Client ID is shown again. */
    private String odd(String name, boolean known) {
        boolean shown = known && !SECRET.matcher(name).matches() && !name.equals("baseUrl");
        return shown ? one(ODD_VALUES).replace("SECRET", "x") : one(ODD_VALUES);
    }

    private static String with(String object, String field) {
        return object.length() <= 2 ? "{" + field + "}" : object.substring(0, object.length() - 1) + "," + field + "}";
    }

    private byte[] flipped(byte[] body) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }

    private static List<String> names(ObjectNode body) {
        return body.properties().stream().map(Map.Entry::getKey).toList();
    }

    private byte[] bytes(String text) {
        return text.replace("SECRET", secret).getBytes(StandardCharsets.UTF_8);
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
