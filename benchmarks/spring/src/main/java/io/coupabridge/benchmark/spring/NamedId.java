package io.coupabridge.benchmark.spring;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Something that has a name in Coupa, such as a category or a department; published as it comes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record NamedId(Long id, String name) implements PeerMessage {

    /** Null for one without an id. */
    static NamedId published(NamedId coupas) {
        return coupas == null || coupas.id == null ? null : new NamedId(coupas.id, JsonText.given(coupas.name));
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        JsonFields.integer(json, "id", id);
        JsonFields.text(json, "name", name);
        json.writeEndObject();
    }
}
