package io.coupabridge.client.http;

import io.coupabridge.client.failure.UnexpectedResponseException;
import io.coupabridge.client.failure.UnexpectedResponseException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Unpacks a body, up to the same limit as it came packed: a small answer may grow a thousandfold. */
final class BodyReader {

    private final int limit;

    BodyReader(int limit) {
        this.limit = limit;
    }

    /** @throws UnexpectedResponseException when it is too large, broken, or packed in a way that was not asked for */
    byte[] unpacked(HttpAnswer answer) {
        String encoding = answer.header("Content-Encoding")
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .orElse("identity");
        return switch (encoding) {
            case "identity", "" -> answer.body();
            case "gzip", "x-gzip" -> gunzip(answer);
            default ->
                throw new UnexpectedResponseException(
                        Kind.NOT_JSON, answer.sentence(" in an encoding that was not asked for."));
        };
    }

    private byte[] gunzip(HttpAnswer answer) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            byte[] plain = gzip.readNBytes(limit + 1);
            if (plain.length > limit) {
                throw new UnexpectedResponseException(
                        Kind.TOO_LARGE, answer.sentence(" and more than this client accepts in one answer."));
            }
            return plain;
        } catch (IOException e) {
            throw new UnexpectedResponseException(
                    Kind.BROKEN_JSON, answer.sentence(" and compressed data that cannot be unpacked."));
        }
    }
}
