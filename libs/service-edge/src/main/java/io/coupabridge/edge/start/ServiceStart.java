package io.coupabridge.edge.start;

/** How far a service is with its start, for readiness. Each service has one as a bean. */
public interface ServiceStart {

    /** What the service waits for, in words; empty when it works. */
    String waitsFor();
}
