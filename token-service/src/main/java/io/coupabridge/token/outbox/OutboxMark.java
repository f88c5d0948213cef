package io.coupabridge.token.outbox;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names a row of the outbox in Kafka, beside the number of the publication that has its event. So what was published last is
 * known there, also if the database has lost it, or if the version before published it: that one knows by marks alone.
 *
 * @param content a hash of the event: a database that was set back gives the same id to another one
 */
record OutboxMark(long id, int content) {

    private static final String SEPARATOR = " ";

    /** At most 22 characters each, and one between two. */
    static String write(List<OutboxMark> marks) {
        return marks.stream()
                .map(mark -> Long.toString(mark.id, Character.MAX_RADIX) + ":" + Integer.toHexString(mark.content))
                .collect(Collectors.joining(SEPARATOR));
    }

    /** What {@link #write} has written. */
    static List<OutboxMark> read(String marks) {
        return Stream.of(marks.split(SEPARATOR))
                .filter(mark -> !mark.isEmpty())
                .map(OutboxMark::readOne)
                .toList();
    }

    private static OutboxMark readOne(String mark) {
        int colon = mark.indexOf(':');
        return new OutboxMark(
                Long.parseLong(mark.substring(0, colon), Character.MAX_RADIX),
                Integer.parseUnsignedInt(mark.substring(colon + 1), 16));
    }
}
