package io.coupabridge.secrets;

import com.google.crypto.tink.KeysetHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The keys of a file that may change while they are in use. A changed file is taken whole, or not at all: then the keys
 * that were read before stay in use. Thread-safe.
 *
 * @param <P> what works with the keys
 */
public final class LiveKeyset<P> {

    /** A file that was refused is looked at again after this long, though it has not changed: what hindered may be gone. */
    static final Duration REFUSED_FOR = Duration.ofMinutes(1);

    private final Path file;
    private final Reading<P> reading;
    private final Clock clock;
    private volatile Keys<P> current;
    private volatile Check check;
    private volatile boolean keepsAKey;
    private byte[] refused = new byte[0];
    private Instant refusedUntil = Instant.MIN;
    private KeysetException refusal;

    /** @throws KeysetException when the file will not do */
    LiveKeyset(Path file, Reading<P> reading, Clock clock) {
        this.file = file;
        this.reading = reading;
        this.clock = clock;
        String json = content();
        this.current = reading.read(json, digest(json));
    }

    /** What a service has against a change of keys. */
    public interface Check {

        /**
         * @param added ids of keys that the file has and that are not in use yet
         * @param removed ids of keys in use that the file lacks
         * @return why these keys will not do, in words behind the file's name; empty when they will
         */
        String objection(Set<Long> added, Set<Long> removed);
    }

    /** Reads a keyset's content, and fails for one that will not do. */
    interface Reading<P> {

        Keys<P> read(String json, byte[] digest);
    }

    /** The keys of one content. */
    record Keys<P>(P primitive, long primary, Set<Long> ids, byte[] digest) {

        static <P> Keys<P> of(P primitive, KeysetHandle keyset, byte[] digest) {
            return new Keys<>(primitive, KeyId.primary(keyset), KeyId.all(keyset), digest);
        }
    }

    public Path file() {
        return file;
    }

    /** The id of the key that seals or signs. */
    public long primary() {
        return current.primary;
    }

    /** The ids of all keys. */
    public Set<Long> ids() {
        return current.ids;
    }

    /** Has every later change of keys pass this. */
    public void checkBy(Check rules) {
        check = rules;
    }

    /** Has a later file without any of the keys in use be refused: it is another keyset's, and no step of a rotation. */
    public void keepAKey() {
        keepsAKey = true;
    }

    /**
     * Looks at the file, and takes its keys if it has changed.
     *
     * @return whether it has
     * @throws KeysetException when the file will not do, so that the keys in use stay; the message names the file
     */
    public boolean reload() {
        return reload(false);
    }

    private synchronized boolean reload(boolean forMoreKeys) {
        String json = content();
        byte[] digest = digest(json);
        if (MessageDigest.isEqual(digest, current.digest)) {
            refused = new byte[0];
            return false;
        }
        if (MessageDigest.isEqual(digest, refused) && clock.instant().isBefore(refusedUntil)) {
            throw refusal;
        }
        try {
            Keys<P> fresh = reading.read(json, digest);
            if (keepsAKey && Collections.disjoint(fresh.ids, current.ids)) {
                throw new KeysetException("The keyset file " + file + " has none of the keys in use, " + current.ids
                        + ". Put it right, or restart the service if all keys are to change at once.");
            }
            if (check != null) {
                if (forMoreKeys && !fresh.ids.containsAll(current.ids)) {
                    // whether a key may go takes long to find out, and somebody waits
                    return false;
                }
                requireNoObjection(fresh);
            }
            current = fresh;
            return true;
        } catch (KeysetException e) {
            refused = digest;
            refusedUntil = clock.instant().plus(REFUSED_FOR);
            refusal = e;
            throw e;
        }
    }

    Keys<P> keys() {
        return current;
    }

    /**
     * The keys to try again with what they did not open: the file may have a key by now that it was sealed with.
     *
     * @param tried the keys that did not open it
     * @return the same when there are no others
     */
    Keys<P> keysFor(String text, Keys<P> tried) {
        OptionalLong id = KeyId.of(text);
        if (id.isPresent() && !current.ids.contains(id.getAsLong())) {
            try {
                reload(true);
            } catch (KeysetException e) {
                // the next regular look says so
                return tried;
            }
        }
        return current;
    }

    private void requireNoObjection(Keys<P> fresh) {
        Set<Long> added = new HashSet<>(fresh.ids);
        added.removeAll(current.ids);
        Set<Long> removed = new HashSet<>(current.ids);
        removed.removeAll(fresh.ids);
        String objection = check.objection(added, removed);
        if (!objection.isEmpty()) {
            throw new KeysetException("The keyset file " + file + " " + objection);
        }
    }

    private String content() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new KeysetException("The keyset file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    private static byte[] digest(String json) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
