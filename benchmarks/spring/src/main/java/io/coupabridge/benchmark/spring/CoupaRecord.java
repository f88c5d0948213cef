package io.coupabridge.benchmark.spring;

/** A record as Coupa sends it, to be published. */
interface CoupaRecord extends Identified {

    /** What is published of it when it is new. */
    PeerMessage message(String tenant, ReportStatuses reports);
}
