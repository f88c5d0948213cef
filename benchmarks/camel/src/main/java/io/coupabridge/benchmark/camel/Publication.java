package io.coupabridge.benchmark.camel;

/**
 * What records that are published together share, as the bytes of their headers.
 *
 * @param run the id of the run
 * @param page the number of the publication
 * @param time when it was made
 */
record Publication(byte[] run, byte[] page, byte[] time) {}
