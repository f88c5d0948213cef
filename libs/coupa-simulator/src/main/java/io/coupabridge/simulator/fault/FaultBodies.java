package io.coupabridge.simulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.coupabridge.simulator.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Makes the bodies of faulty answers. */
final class FaultBodies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE =
            "<!DOCTYPE html><html><head><title>Coupa</title></head><body><h1>Scheduled maintenance</h1></body></html>";

    private FaultBodies() {}

    static HttpResponse make(Fault fault, HttpResponse real) {
        return switch (fault.body()) {
            case REAL, REAL_AS_XML -> withOddRecords(fault, real);
            case REAL_CUT -> real.withBody(Arrays.copyOf(real.body(), real.body().length / 2));
            case REAL_FIRST_RECORD -> firstRecord(real);
            case REAL_SHUFFLED -> withFirstRecordAgain(real, true);
            case REAL_DOUBLED -> withFirstRecordAgain(real, false);
            case JSON_ERROR ->
                HttpResponse.of(
                        200, HttpResponse.JSON, "{\"errors\":{\"base\":[\"The request could not be answered.\"]}}");
            case XML_ERROR ->
                HttpResponse.of(
                        200, HttpResponse.XML, "<errors><error>The request could not be answered.</error></errors>");
            case HTML -> HttpResponse.of(200, HttpResponse.HTML, PAGE);
            case EMPTY -> HttpResponse.of(200, HttpResponse.JSON, "");
            case EMPTY_ARRAY -> HttpResponse.of(200, HttpResponse.JSON, "[]");
            case INVALID_JSON -> HttpResponse.of(200, HttpResponse.JSON, "[{\"id\":1,,}]");
            case HUGE -> HttpResponse.of(200, HttpResponse.JSON, huge(fault.size()));
            case GZIP_BOMB -> bomb(fault.size());
            case TEXT -> HttpResponse.of(200, HttpResponse.JSON, fault.text());
        };
    }

    private static HttpResponse withOddRecords(Fault fault, HttpResponse real) {
        if (fault.missingKeys().isEmpty() && fault.oddIds().isEmpty()) {
            return real;
        }
        JsonNode tree = read(real);
        for (JsonNode item : tree.isArray() ? tree : JSON.createArrayNode().add(tree)) {
            if (item instanceof ObjectNode object) {
                makeOdd(fault, object);
            }
        }
        return real.withBody(write(tree));
    }

    private static void makeOdd(Fault fault, ObjectNode record) {
        long id = record.path("id").asLong();
        String oddId = fault.oddIds().get(id);
        if (fault.strips(id)) {
            record.remove(fault.missingKeys());
        }
        if (oddId != null && oddId.isEmpty()) {
            record.remove("id");
        } else if (oddId != null) {
            record.set("id", read(oddId.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static HttpResponse withFirstRecordAgain(HttpResponse real, boolean moved) {
        JsonNode tree = read(real);
        if (tree instanceof ArrayNode array && !array.isEmpty()) {
            JsonNode first = array.get(0);
            if (moved) {
                array.remove(0);
            }
            array.insert(Math.min(1, array.size()), first);
        }
        return real.withBody(write(tree)).withRecords(tree.size());
    }

    private static HttpResponse firstRecord(HttpResponse real) {
        JsonNode tree = read(real);
        JsonNode first = tree instanceof ArrayNode array && !array.isEmpty() ? array.get(0) : JSON.createObjectNode();
        return real.withBody(write(first)).withRecords(1);
    }

    private static JsonNode read(HttpResponse real) {
        return read(real.body());
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException notJson) {
            return JSON.createArrayNode();
        }
    }

    private static byte[] write(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
    }

    private static byte[] huge(long size) {
        byte[] bytes = new byte[(int) Math.min(Integer.MAX_VALUE - 16, Math.max(4, size))];
        Arrays.fill(bytes, (byte) 'x');
        bytes[0] = '[';
        bytes[1] = '"';
        bytes[bytes.length - 2] = '"';
        bytes[bytes.length - 1] = ']';
        return bytes;
    }

    private static HttpResponse bomb(long size) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] blanks = new byte[64 * 1024];
        Arrays.fill(blanks, (byte) ' ');
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (long left = size - 2; left > 0; left -= blanks.length) {
                gzip.write(blanks, 0, (int) Math.min(blanks.length, left));
            }
            gzip.write(new byte[] {'[', ']'});
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        return new HttpResponse(
                200, Map.of("Content-Type", HttpResponse.JSON, "Content-Encoding", "gzip"), packed.toByteArray(), 0);
    }
}
