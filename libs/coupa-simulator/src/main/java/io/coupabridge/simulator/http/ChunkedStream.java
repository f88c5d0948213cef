package io.coupabridge.simulator.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes an HTTP/1.1 body in chunks: one per write. */
final class ChunkedStream extends OutputStream {

    private static final byte[] LINE_END = {'\r', '\n'};

    private final OutputStream out;

    ChunkedStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length > 0) {
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, from, length);
            out.write(LINE_END);
        }
    }

    @Override
    public void close() throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
