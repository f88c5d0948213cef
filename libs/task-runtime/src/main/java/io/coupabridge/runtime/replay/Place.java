package io.coupabridge.runtime.replay;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place on a topic, whose partitions are read one after the other; as text {@code 3:1200}. */
public record Place(int partition, long offset) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5}):(\\d{1,18})");

    /** Empty when the text names no place. */
    public static Optional<Place> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Place(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    @JsonValue
    public String toString() {
        return partition + ":" + offset;
    }
}
