package io.coupabridge.runtime.run;

import io.coupabridge.publication.PublicationStream;

/** What a slice works with: a tenant's stream, what is published on it, and its time. Used by one thread. */
record SliceScope(PublicationStream stream, Outcomes outcomes, TimeSlice time) {}
