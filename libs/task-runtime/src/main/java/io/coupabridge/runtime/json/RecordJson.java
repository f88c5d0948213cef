package io.coupabridge.runtime.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import io.coupabridge.contracts.DiscoveredRecord;
import java.util.List;
import java.util.Set;

/** Makes JSON of what a record says, whatever its change and version: the contract's form without these two. */
public final class RecordJson {

    private static final ObjectWriter WRITER = Json.MAPPER
            .copy()
            .registerModule(new SimpleModule().setSerializerModifier(new WithoutVersion()))
            .writer();

    private RecordJson() {}

    /** @throws IllegalStateException when the record has no JSON form, which is a fault of this program */
    public static byte[] of(DiscoveredRecord record) {
        try {
            return WRITER.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON for " + record.getClass().getSimpleName() + ".", e);
        }
    }

    private static final class WithoutVersion extends BeanSerializerModifier {

        private static final long serialVersionUID = 1;
        private static final Set<String> NAMES = Set.of("change", "version");

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription type, List<BeanPropertyWriter> properties) {
            if (DiscoveredRecord.class.isAssignableFrom(type.getBeanClass())) {
                properties.removeIf(property -> NAMES.contains(property.getName()));
            }
            return properties;
        }
    }
}
