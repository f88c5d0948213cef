package io.coupabridge.console.connection;

import io.coupabridge.contracts.TenantId;

/**
 * Everything of the tenant is to be erased. Fired as a CDI event, within the transaction that stores it: each feature takes
 * its rows of this tenant away.
 */
public record TenantForgotten(TenantId tenant) {}
