package io.coupabridge.benchmark.camel;

/** A record that is read to be published. */
interface PublishedRecord extends CoupaRecord {

    /** What is published of it when it is new, to be written as JSON. */
    Object discovered(String tenant, ReportStatuses reports);
}
