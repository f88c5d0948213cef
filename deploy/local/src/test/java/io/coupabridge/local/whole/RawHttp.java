package io.coupabridge.local.whole;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends what no HTTP client would: bytes over a socket, one request after the other. Not thread-safe. */
final class RawHttp implements AutoCloseable {

    private static final int PATIENCE_MS = 30_000;

    private final URI origin;
    private Socket socket;
    private InputStream answers;

    RawHttp(URI origin) {
        this.origin = origin;
    }

    /**
     * @param status 0 when the connection ended without an answer
     * @param headers by their names in lower case
     */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** @param last whether nothing comes behind this on the connection, so that what is cut off is not waited for */
    Answer send(byte[] request, boolean withoutBody, boolean last) throws IOException {
        boolean fresh = socket == null;
        Answer answer = exchange(request, withoutBody, last);
        if (answer.status() == 0 && !fresh && !last) {
            // it was closed meanwhile, as idle ones are
            answer = exchange(request, withoutBody, false);
        }
        return answer;
    }

    private Answer exchange(byte[] request, boolean withoutBody, boolean last) throws IOException {
        open();
        Answer answer;
        try {
            socket.getOutputStream().write(request);
            if (last) {
                socket.shutdownOutput();
            }
            answer = read(withoutBody);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            answer = new Answer(0, Map.of(), e.toString());
        }
        if (last
                || answer.status() == 0
                || "close".equalsIgnoreCase(answer.headers().get("connection"))) {
            close();
        }
        return answer;
    }

    private void open() throws IOException {
        if (socket == null) {
            socket = new Socket(origin.getHost(), origin.getPort());
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            answers = new BufferedInputStream(socket.getInputStream());
        }
    }

    private Answer read(boolean withoutBody) throws IOException {
        String first = line();
        if (first == null) {
            return new Answer(0, Map.of(), "");
        }
        int status = Integer.parseInt(first.split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (status < 200) {
            return read(withoutBody);
        }
        byte[] body = withoutBody || status == 204 || status == 304 ? new byte[0] : body(headers);
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int size = size(line()); size > 0; size = size(line())) {
                all.write(answers.readNBytes(size));
                line();
            }
            line();
            return all.toByteArray();
        }
        String length = headers.get("content-length");
        return length == null ? answers.readAllBytes() : answers.readNBytes(Integer.parseInt(length));
    }

    private static int size(String chunk) {
        return chunk == null ? 0 : Integer.parseInt(chunk.strip(), 16);
    }

    /** Without its end; null at the end of the connection. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
