package io.coupabridge.client.json;

/**
 * Remembers the {@link CoupaJson#key} of the keys of one text: a page repeats its few keys for each record. Never more
 * than so many, since a server may send a different key each time. Not thread-safe.
 */
final class KeySpellings {

    /** A power of two, and several times the keys of any record. */
    private static final int MOST = 256;

    private final String[] spelled = new String[MOST];
    private final String[] keys = new String[MOST];

    /** Of two keys that want the same place the later one has it, and the other is worked out again. */
    String key(String asSpelled) {
        int hash = asSpelled.hashCode();
        int place = (hash ^ hash >>> 16) & MOST - 1;
        // the parser gives the same text for the same key, nearly always
        if (asSpelled != spelled[place] && !asSpelled.equals(spelled[place])) {
            spelled[place] = asSpelled;
            keys[place] = CoupaJson.key(asSpelled);
        }
        return keys[place];
    }
}
