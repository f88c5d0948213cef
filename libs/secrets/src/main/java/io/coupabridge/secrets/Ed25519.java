package io.coupabridge.secrets;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.PublicKeySign;
import com.google.crypto.tink.PublicKeyVerify;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.signature.PredefinedSignatureParameters;
import com.google.crypto.tink.signature.SignatureConfig;
import com.google.crypto.tink.signature.SignaturePrivateKey;
import java.security.GeneralSecurityException;

/** The one signature in use: ED25519. Tink makes neither keys nor signatures before it is registered, which happens here. */
final class Ed25519 {

    static {
        try {
            SignatureConfig.register();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Ed25519() {}

    /** Tink takes the key of a keyset that it reads for none of its own before this. */
    static void register() {
        // once the class is there, it is done
    }

    static KeysetHandle.Builder.Entry newKey() {
        return KeysetHandle.generateEntryFromParameters(PredefinedSignatureParameters.ED25519)
                .withRandomId();
    }

    static boolean signs(KeysetHandle keyset) {
        return keyset.getPrimary().getKey() instanceof SignaturePrivateKey;
    }

    static PublicKeySign signing(KeysetHandle keyset) throws GeneralSecurityException {
        return keyset.getPrimitive(RegistryConfiguration.get(), PublicKeySign.class);
    }

    static PublicKeyVerify verification(KeysetHandle keyset) throws GeneralSecurityException {
        return keyset.getPrimitive(RegistryConfiguration.get(), PublicKeyVerify.class);
    }
}
