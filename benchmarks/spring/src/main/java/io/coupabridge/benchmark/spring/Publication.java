package io.coupabridge.benchmark.spring;

import org.apache.kafka.common.header.Header;

/**
 * The headers that records which are published together share.
 *
 * @param run the id of the run
 * @param page the number of the publication
 * @param time when it was made
 */
record Publication(Header run, Header page, Header time) {}
