package io.coupabridge.runtime.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library comes with the Kafka client. */
class TwoXxHashesTest {

    private static final XXHash64 LIBRARY = XXHashFactory.safeInstance().hash64();

    static IntStream lengths() {
        return IntStream.concat(IntStream.rangeClosed(0, 130), IntStream.of(650, 10_000));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void are_those_of_the_library(int length) {
        for (int from = 0; from < 9; from++) {
            // given
            byte[] bytes = new byte[from + length];
            new Random(length).nextBytes(bytes);

            // when
            ByteBuffer hashes = ByteBuffer.wrap(TwoXxHashes.of(bytes, from));

            // then
            assertThat(hashes.getLong()).isEqualTo(LIBRARY.hash(bytes, from, length, TwoXxHashes.FIRST_SEED));
            assertThat(hashes.getLong()).isEqualTo(LIBRARY.hash(bytes, from, length, TwoXxHashes.SECOND_SEED));
        }
    }
}
