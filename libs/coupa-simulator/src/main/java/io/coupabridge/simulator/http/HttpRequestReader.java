package io.coupabridge.simulator.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads HTTP/1.1 requests, one after the other, from one connection. Bounded: 64 KiB of head, 4 MiB of body. */
final class HttpRequestReader {

    private static final int MAX_LINE = 64 * 1024;
    private static final int MAX_BODY = 4 * 1024 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[16 * 1024];
    private int next;
    private int end;

    HttpRequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * @return null at the orderly end of the connection
     * @throws MalformedRequestException with the status to answer before the connection is closed
     */
    HttpRequest read() throws IOException {
        String requestLine = line();
        if (requestLine == null) {
            return null;
        }
        String[] parts = requestLine.split(" ");
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new MalformedRequestException(400);
        }
        Map<String, String> headers = headers();
        String target = parts[1];
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? null : target.substring(question + 1);
        return new HttpRequest(parts[0], path, query, headers, body(headers), keepAlive(parts[2], headers));
    }

    private static boolean keepAlive(String version, Map<String, String> headers) {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        return version.equals("HTTP/1.1") ? !connection.contains("close") : connection.contains("keep-alive");
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        int size = 0;
        for (String line = line(); ; line = line()) {
            if (line == null) {
                throw new EOFException();
            }
            if (line.isEmpty()) {
                return headers;
            }
            size += line.length();
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new MalformedRequestException(400);
            }
            if (size > MAX_LINE) {
                throw new MalformedRequestException(431);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return chunkedBody();
        }
        return exactly(length(headers.getOrDefault("content-length", "0"), 10));
    }

    private byte[] chunkedBody() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String sizeLine = line();
            if (sizeLine == null) {
                throw new EOFException();
            }
            int size = length(sizeLine.split(";")[0].trim(), 16);
            if (size == 0) {
                headers();
                return body.toByteArray();
            }
            if (body.size() + size > MAX_BODY) {
                throw new MalformedRequestException(413);
            }
            body.writeBytes(exactly(size));
            line();
        }
    }

    private static int length(String text, int radix) throws IOException {
        try {
            long length = Long.parseLong(text, radix);
            if (length < 0 || length > MAX_BODY) {
                throw new MalformedRequestException(413);
            }
            return (int) length;
        } catch (NumberFormatException notANumber) {
            throw new MalformedRequestException(400);
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        int buffered = Math.min(length, end - next);
        System.arraycopy(buffer, next, bytes, 0, buffered);
        next += buffered;
        if (in.readNBytes(bytes, buffered, length - buffered) < length - buffered) {
            throw new EOFException();
        }
        return bytes;
    }

    private int readByte() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, in.read(buffer));
            if (end == 0) {
                return -1;
            }
        }
        return buffer[next++] & 0xFF;
    }

    /** A line without its end; null when the stream ends before the first byte. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder(128);
        for (int read = readByte(); ; read = readByte()) {
            if (read < 0) {
                if (line.length() == 0) {
                    return null;
                }
                throw new EOFException();
            }
            if (read == '\n') {
                return line.toString();
            }
            if (read != '\r') {
                line.append((char) read);
            }
            if (line.length() > MAX_LINE) {
                throw new MalformedRequestException(414);
            }
        }
    }

    /** A request that cannot be read; the connection ends after the answer. */
    static final class MalformedRequestException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        MalformedRequestException(int status) {
            super("Malformed request, answered with " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
