package io.coupabridge.benchmark.spring;

/** A record of Coupa's, or what was made of it. */
interface Identified {

    long id();
}
