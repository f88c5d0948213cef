package io.coupabridge.simulator.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** The server's end of one connection: writes answers, or breaks off in the ways that networks do. One thread only. */
public final class HttpConnection {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(204, "No Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Found"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private boolean open = true;

    HttpConnection(SocketChannel channel, InputStream in, OutputStream out) {
        this.channel = channel;
        this.in = in;
        this.out = out;
    }

    boolean isOpen() {
        return open;
    }

    /** An instant as HTTP headers have it. */
    public static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    public void write(HttpResponse response, boolean keepAlive) throws IOException {
        byte[] head = head(response, response.body().length, keepAlive);
        byte[] body = response.body();
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        out.write(whole);
        open = keepAlive;
    }

    /** An answer of unknown length: what is written to the stream is sent in chunks; closing the stream ends the answer. */
    public OutputStream stream(HttpResponse head) throws IOException {
        open = true;
        StringBuilder lines =
                new StringBuilder("HTTP/1.1 ").append(head.status()).append(" OK\r\n");
        head.headers()
                .forEach((name, value) ->
                        lines.append(name).append(": ").append(value).append("\r\n"));
        lines.append("Transfer-Encoding: chunked\r\n\r\n");
        out.write(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
        return new ChunkedStream(out);
    }

    /** Announces {@code announced} bytes of body, then writes only what is given. The connection is good for nothing then. */
    public void writeHead(HttpResponse response, long announced) throws IOException {
        open = false;
        out.write(head(response, announced, false));
    }

    public void writeBytes(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    /** Ends the connection in order (FIN). */
    public void close() throws IOException {
        open = false;
        channel.close();
    }

    /** Breaks the connection off (RST), as a proxy or a TLS terminator does when it fails. */
    public void reset() throws IOException {
        open = false;
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    /** Says nothing until the client goes away or the time is over, then closes. */
    public void hang(Duration longest) throws IOException {
        open = false;
        channel.socket().setSoTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, longest.toMillis())));
        try {
            while (in.read() >= 0) {
                continue;
            }
        } catch (java.net.SocketTimeoutException over) {
            // the client waited longer than we were told to
        }
        channel.close();
    }

    private static byte[] head(HttpResponse response, long length, boolean keepAlive) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(response.status()).append(' ');
        head.append(REASONS.getOrDefault(response.status(), "Status")).append("\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Date: ").append(httpDate(Instant.now())).append("\r\n");
        head.append("Content-Length: ").append(length).append("\r\n");
        head.append(keepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
