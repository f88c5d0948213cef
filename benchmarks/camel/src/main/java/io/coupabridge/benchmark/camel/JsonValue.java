package io.coupabridge.benchmark.camel;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What is published of a record, or a part of it. Jackson binds it too; {@link #writeTo} writes the same as a stream. */
interface JsonValue {

    void writeTo(JsonGenerator json) throws IOException;
}
