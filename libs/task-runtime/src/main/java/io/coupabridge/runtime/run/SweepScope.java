package io.coupabridge.runtime.run;

import io.coupabridge.publication.PublicationStream;
import io.coupabridge.runtime.configuration.RuntimeConfig;
import io.coupabridge.runtime.handler.Pass;
import io.coupabridge.runtime.ledger.SweepStore;

/**
 * What the sweep of a run works with.
 *
 * @param pass one with a sweep
 */
record SweepScope(
        SweepStore sweeps, RuntimeConfig.Run config, PublicationStream stream, PagePublisher publisher, Pass pass) {}
