package io.coupabridge.token.rotation;

import java.util.OptionalLong;

/**
 * How much a key has sealed or signed of one kind.
 *
 * @param setting of the keyset that such things are sealed with
 * @param what they are, in the plural
 * @param key empty where it cannot be told
 */
record SealedCount(String setting, String what, OptionalLong key, long number) {

    boolean isBy(long id) {
        return key.isPresent() && key.getAsLong() == id;
    }

    @Override
    public String toString() {
        return number + " " + what;
    }
}
