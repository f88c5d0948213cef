package io.coupabridge.token.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.coupabridge.secrets.KeyEncryption;
import io.coupabridge.secrets.KeysetEditor;
import io.coupabridge.secrets.KeysetFile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tool refuses before it asks anybody. {@code RotationIT} has it work. */
class RotationToolTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, String> settings = new HashMap<>();
    private final KeysetEditor editor = new KeysetEditor(KeyEncryption.none());
    private Path secrets;

    @BeforeEach
    void makeKeysets() {
        for (String name : new String[] {"client-secrets", "roster-tokens", "expense-tokens"}) {
            settings.put("coupabridge.keysets." + name, fresh(name).toString());
        }
        Path signing = folder.resolve("signing.json");
        KeysetFile.createSigning(signing);
        settings.put("coupabridge.keysets.event-signing", signing.toString());
        secrets = Path.of(settings.get("coupabridge.keysets.client-secrets"));
    }

    @Test
    void calls_no_primary_key_unneeded_and_none_that_no_keyset_has() {
        // given
        long primary = editor.contents(secrets).primary();
        // when
        int ofPrimary = run("unneeded", Long.toString(primary));
        int ofNone = run("unneeded", "1");
        // then
        assertThat(ofPrimary).isEqualTo(1);
        assertThat(ofNone).isEqualTo(1);
        assertThat(said())
                .contains("Key " + primary + " of coupabridge.keysets.client-secrets is the primary one.")
                .contains("No keyset has the key 1.");
        assertThat(editor.contents(secrets).ids()).containsExactly(primary);
    }

    @Test
    void calls_no_key_unneeded_while_the_database_does_not_answer() {
        // given
        long old = editor.contents(secrets).primary();
        editor.rotate(secrets);
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/none");
        // when
        int exit = run("unneeded", Long.toString(old));
        int published = run("publish");
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(published).isEqualTo(1);
        assertThat(said()).contains("The database does not answer as it should");
        assertThat(editor.contents(secrets).ids()).contains(old);
    }

    @Test
    void names_the_setting_that_it_lacks() {
        // given
        settings.remove("coupabridge.keysets.roster-tokens");
        // when / then
        assertThat(run("status")).isEqualTo(1);
        assertThat(said()).contains("coupabridge.keysets.roster-tokens is not set.");
    }

    @Test
    void explains_itself() {
        assertThat(run("--help")).isZero();
        assertThat(said())
                .contains("status")
                .contains("verify")
                .contains("publish")
                .contains("unneeded KEY");
        assertThat(run()).isEqualTo(2);
        assertThat(run("unneeded")).isEqualTo(2);
        assertThat(run("unneeded", "first")).isEqualTo(2);
        assertThat(run("status", "1")).isEqualTo(2);
    }

    private Path fresh(String name) {
        Path file = folder.resolve(name + ".json");
        KeysetFile.create(file);
        return file;
    }

    private int run(String... args) {
        SmallRyeConfigBuilder config =
                new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(settings, "the test", 100));
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        return RotationTool.run(args, config, print, print);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
