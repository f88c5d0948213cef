package io.coupabridge.contracts;

/** What a task discovered in Coupa: one record in one version. */
public interface DiscoveredRecord {

    TenantId tenantId();

    /** Coupa's id of the record: 64 bits, unique within the tenant and the resource. */
    long recordId();

    Change change();

    /** Counts up from 1 with each change of the record that was published. */
    long version();
}
