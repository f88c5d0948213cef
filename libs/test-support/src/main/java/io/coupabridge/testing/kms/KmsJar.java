package io.coupabridge.testing.kms;

import com.google.crypto.tink.KmsClient;
import io.coupabridge.secrets.KeyEncryption;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A jar with {@link FileKms} alone, as an operator adds that of a KMS to a service. */
public final class KmsJar {

    private KmsJar() {}

    /** Writes it, and says where. */
    public static Path in(Path folder) {
        Path jar = folder.resolve("kms.jar");
        String entry = FileKms.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                InputStream type = FileKms.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            type.transferTo(out);
            out.putNextEntry(new JarEntry("META-INF/services/" + KmsClient.class.getName()));
            out.write(FileKms.class.getName().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    /** The encryption with a key of the KMS, as a process has it that has the jar on its class path. */
    public static KeyEncryption encryption(Path jar, String uri) {
        try (URLClassLoader withJar =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, FileKms.class.getClassLoader())) {
            return KeyEncryption.of(Optional.of(uri), withJar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
