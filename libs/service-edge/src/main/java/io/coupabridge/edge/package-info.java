/** What all services share at their edge: Kafka settings, readiness, problems, start rules. */
package io.coupabridge.edge;
