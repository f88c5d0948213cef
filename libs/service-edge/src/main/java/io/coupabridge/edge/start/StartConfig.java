package io.coupabridge.edge.start;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What an operator has to say outright. */
@ConfigMapping(prefix = "coupabridge.start")
public interface StartConfig {

    /** Whether the profile prod may talk to Kafka without TLS, as behind an encrypting network. */
    @WithDefault("false")
    boolean plainKafka();

    /** Whether the console may call the services without TLS in the profile prod, as behind an encrypting network. */
    @WithDefault("false")
    boolean plainServices();

    /** Whether the profile prod may work with a database role that owns the tables. */
    @WithDefault("false")
    boolean oneDatabaseRole();

    /** Whether the service only migrates its databases and then ends with exit code 0. */
    @WithDefault("false")
    boolean migrateOnly();
}
