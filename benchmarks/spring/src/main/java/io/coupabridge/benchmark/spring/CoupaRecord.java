package io.coupabridge.benchmark.spring;

/** A record as Coupa sends it. */
interface CoupaRecord {

    long id();

    PeerMessage message(String tenant);
}
