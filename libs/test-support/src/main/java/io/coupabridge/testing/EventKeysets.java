package io.coupabridge.testing;

import io.coupabridge.secrets.EventSigner;
import io.coupabridge.secrets.KeysetFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The keyset with which token-service signs events, and the public one of their readers, side by side. */
public record EventKeysets(Path signing, Path verification) {

    /** Those in a directory that exists; made there when they are not there yet. */
    public static EventKeysets in(Path directory) {
        EventKeysets keysets =
                new EventKeysets(directory.resolve("event-signing.json"), directory.resolve("event-verification.json"));
        if (Files.notExists(keysets.signing)) {
            KeysetFile.createSigning(keysets.signing);
        }
        if (Files.notExists(keysets.verification)) {
            KeysetFile.writePublic(keysets.signing, keysets.verification);
        }
        return keysets;
    }

    /** Signs as the token-service whose events this public keyset of {@link #in} verifies. */
    public static EventSigner signerFor(Path verification) {
        return in(verification.getParent()).signer();
    }

    public EventSigner signer() {
        return EventSigner.fromKeysetFile(signing);
    }
}
