package io.coupabridge.console.connection;

import io.coupabridge.contracts.ConnectionEvent;

/**
 * A connection has changed. Fired as a CDI event, within the transaction that stores the change and once for each version
 * that is stored: what an observer stores is stored with it, or not at all.
 */
public record ConnectionChange(ConnectionEvent event) {}
