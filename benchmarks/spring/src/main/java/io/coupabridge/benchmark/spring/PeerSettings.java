package io.coupabridge.benchmark.spring;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the benchmark sets, from the environment ({@code PEER_COUPA}, …).
 *
 * @param coupa the origin of the Coupa to read
 * @param rate the most requests a second; 0 for no limit
 * @param lanes how many ranges of ids are read side by side
 * @param rounds how often all is read
 * @param go the file that starts a round, without the round's number
 */
@ConfigurationProperties("peer")
record PeerSettings(
        String coupa,
        Resource resource,
        String tenant,
        String topic,
        @DefaultValue("0") double rate,
        @DefaultValue("1") int lanes,
        @DefaultValue("1") int rounds,
        String go) {

    /** The file that starts a round, 1 first. */
    Path go(int round) {
        return Path.of(go + "." + round);
    }
}
