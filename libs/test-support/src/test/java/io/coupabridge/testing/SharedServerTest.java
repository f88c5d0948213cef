package io.coupabridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SharedServerTest {

    private final String kind = "test-" + UUID.randomUUID();

    @Test
    void is_started_once_also_for_an_application_that_loads_the_classes_anew() throws Exception {
        // given
        String first = SharedServer.address(kind, () -> "127.0.0.1:1");
        URL[] classes = {
            SharedServer.class.getProtectionDomain().getCodeSource().getLocation()
        };

        // when
        Object second;
        try (URLClassLoader another = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            Class<?> anew = another.loadClass(SharedServer.class.getName());
            Method address = anew.getDeclaredMethod("address", String.class, Supplier.class);
            address.setAccessible(true);
            Supplier<String> start = () -> "127.0.0.1:2";
            second = address.invoke(null, kind, start);
            assertThat(anew).isNotSameAs(SharedServer.class);
        }

        // then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void cannot_be_stopped_by_one_of_those_who_share_it() {
        assertThatThrownBy(() -> new SharedKafka("127.0.0.1:1").kill()).hasMessageContaining("Start one of your own");
        assertThatThrownBy(() -> new SharedPostgres("jdbc:any_database").stop())
                .hasMessageContaining("Start one of your own");
    }
}
