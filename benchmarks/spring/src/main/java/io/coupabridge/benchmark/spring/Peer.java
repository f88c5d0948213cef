package io.coupabridge.benchmark.spring;

/** One way to do the benchmark's work. */
interface Peer {

    /**
     * Reads all records and publishes them. May be called again once it has returned, and then reads anew.
     *
     * @return how many were published; Kafka has acknowledged them all
     */
    long work() throws Exception;
}
