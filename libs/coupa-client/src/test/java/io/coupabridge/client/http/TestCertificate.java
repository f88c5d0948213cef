package io.coupabridge.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates of servers, with their keys. Made by the JDK's keytool. */
final class TestCertificate {

    private static final String PASSWORD = "changeit";

    private TestCertificate() {}

    /** One that a server has given itself; whoever is told to trusts it. */
    static PfxOptions of(String host, Path directory) throws IOException, InterruptedException {
        Path file = directory.resolve(host + ".p12");
        make(file, "server", "CN=" + host, "-ext", "san=dns:" + host);
        return options(file);
    }

    /** One that ended yesterday, of an authority of its own. */
    static Issued expired(String host, Path directory) throws IOException, InterruptedException {
        Path authority = directory.resolve("authority.p12");
        make(authority, "authority", "CN=authority", "-ext", "bc=ca:true");
        Path server = Files.copy(authority, directory.resolve("expired.p12"));
        make(
                server,
                "server",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-signer",
                "authority",
                "-startdate",
                "-2d",
                "-validity",
                "1");
        return new Issued(options(server).setAlias("server"), options(authority));
    }

    private static PfxOptions options(Path file) {
        return new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
    }

    private static void make(Path file, String alias, String name, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                name,
                "-alias",
                alias,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    /** A certificate, and what trusts its authority. */
    record Issued(PfxOptions certificate, PfxOptions authority) {}
}
