package io.coupabridge.runtime.configuration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of a task service. A key under {@code coupabridge} that is not here stops the start. */
@ConfigMapping(prefix = "coupabridge")
public interface RuntimeConfig {

    /** The task's short name, such as {@code roster}: whose topics this service reads and writes. Set by the service, not outside. */
    String task();

    Keysets keysets();

    Worker worker();

    Run run();

    interface Keysets {

        /** The keyset file that opens this service's tokens, such as {@code /keys/roster-tokens.json}. */
        Path tokens();

        /** The public keyset that tells what token-service has signed, such as {@code /keys/event-verification.json}. */
        Path eventVerification();

        /** The key of a KMS that encrypts the keyset file of tokens, such as {@code aws-kms://arn:aws:kms:…}. */
        Optional<String> kekUri();
    }

    interface Worker {

        /** How many runs a replica works at once, such as {@code 24}. */
        @WithDefault("24")
        int count();

        /**
         * After this long, or some pages if they come first (five, up to sixteen once it has read more), a run goes back in
         * line behind the tenants that wait. One that gets nothing from Coupa for five times as long, twice that after each
         * failure, gives up what it asked for when others wait.
         */
        @WithDefault("2s")
        Duration slice();

        /** How often a replica looks for due runs, and tells that it is alive. Four missed signs mean dead. */
        @WithDefault("500ms")
        Duration heartbeat();

        /** A wait longer than this gives the worker back. */
        @WithDefault("2s")
        Duration longestWaitInPlace();
    }

    interface Run {

        /** An incremental run starts this long before the watermark, so that records committed late are read. */
        @WithDefault("10m")
        Duration overlap();

        /** An AUTO run is full when the last full one is older. */
        @WithDefault("30d")
        Duration fullAfter();

        /** How long a command without a deadline may take. */
        @WithDefault("24h")
        Duration deadline();

        /** How often a running run tells how far it is. */
        @WithDefault("10s")
        Duration progressEvery();

        /** How long a run waits for a connection that nobody has told of yet. */
        @WithDefault("60s")
        Duration unknownTenantGrace();

        /** How often one page is tried before the run fails. */
        @WithDefault("8")
        int attempts();

        /** How long finished runs and their command ids are remembered. */
        @WithDefault("30d")
        Duration remembered();

        /** The longest time from a request to the last byte of its answer. */
        @WithDefault("60s")
        Duration requestTimeout();

        /** A full run that misses this share of what it knew, or more, removes nothing and fails. */
        @WithDefault("0.2")
        double removalShare();

        /** So few missing records are no reason to fail, whatever their share, unless nothing else is left. */
        @WithDefault("10")
        int removalFloor();

        /** A full run that puts aside a larger share than this of what it read, and more than ten records, fails. */
        @WithDefault("0.5")
        double quarantineShare();

        /** More lanes than this are never read side by side. */
        @WithDefault("64")
        int maxLanes();
    }
}
