package io.coupabridge.benchmark.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the benchmark sets, from the environment ({@code PEER_COUPA}, …).
 *
 * @param coupa the origin of the Coupa to read
 * @param rate the most requests a second; 0 for no limit
 * @param lanes how many ranges of ids are read side by side
 * @param go the file that starts the work
 */
@ConfigurationProperties("peer")
record PeerSettings(
        String coupa,
        Resource resource,
        String tenant,
        String topic,
        @DefaultValue("0") double rate,
        @DefaultValue("1") int lanes,
        String go) {}
