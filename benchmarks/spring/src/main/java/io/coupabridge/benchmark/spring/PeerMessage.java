package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The value of a message, or a part of it. Jackson can write it by itself; {@link #writeTo} does so without reflection. */
interface PeerMessage {

    void writeTo(JsonGenerator json) throws IOException;
}
