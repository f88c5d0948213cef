package io.coupabridge.benchmark.camel;

/** A record that is read to be published. */
interface PublishedRecord extends CoupaRecord {

    /** What is published of it when it is new. */
    JsonValue discovered(String tenant, ReportStatuses reports);
}
