package io.coupabridge.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * What an erasure did to a topic.
 *
 * @param keys so many keys got a null value; 0 where messages only expire
 * @param goneBy when compaction or retention will have finished, by the topic's settings at that time; null where they set
 *     no bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ErasedTopic(
        String topic,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Kind kind,

        long keys,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant goneBy) {

    /** How a topic gets rid of what it holds; open for readers. */
    public enum Kind {
        /** Keys got null values, and compaction takes the values before away. */
        TOMBSTONED,
        /** Nothing was written: messages go with their retention. */
        EXPIRES,
        @JsonEnumDefaultValue
        UNKNOWN
    }
}
