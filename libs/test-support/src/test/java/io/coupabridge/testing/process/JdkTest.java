package io.coupabridge.testing.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JdkTest {

    private static final Path JAR = Path.of("/srv/quarkus-app/quarkus-run.jar");

    @Test
    void keeps_an_archive_of_classes_before_25_and_an_aot_cache_since() {
        assertThat(of("24.0.2").recording(JAR)).isEqualTo("-XX:ArchiveClassesAtExit=/srv/quarkus-app/app.jsa");
        assertThat(of("17.0.15").startingFrom(JAR)).isEqualTo("-XX:SharedArchiveFile=/srv/quarkus-app/app.jsa");
        assertThat(of("25").recording(JAR)).isEqualTo("-XX:AOTCacheOutput=/srv/quarkus-app/app.aot");
        assertThat(of("25.0.3").startingFrom(JAR)).isEqualTo("-XX:AOTCache=/srv/quarkus-app/app.aot");
    }

    @Test
    void finds_the_java_that_runs_this() {
        assertThat(Path.of(Jdk.current().java())).isExecutable();
    }

    private static Jdk of(String version) {
        return new Jdk(Path.of("/opt/java"), Runtime.Version.parse(version));
    }
}
