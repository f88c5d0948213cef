package io.coupabridge.runtime.message;

import io.coupabridge.contracts.Change;
import java.nio.charset.StandardCharsets;

/**
 * What the messages of records in the same version share.
 *
 * @param head how their JSON begins
 * @param idSuffix how the ids of their events end
 */
record RecordVersion(Change change, long version, byte[] head, byte[] idSuffix) {

    /** Most that are published are in this one. */
    static final RecordVersion FIRST = of(Change.NEW, 1);

    static RecordVersion of(Change change, long version) {
        return new RecordVersion(
                change,
                version,
                ascii("{\"change\":\"" + change + "\",\"version\":" + version + ","),
                ascii("-" + version));
    }

    boolean is(Change otherChange, long otherVersion) {
        return change == otherChange && version == otherVersion;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
