package io.coupabridge.simulator.behaviour;

/** The body of an authentication or permission error: Coupa documents none (coupa-api §2.5). */
public enum ErrorBody {
    JSON,
    XML,
    HTML,
    EMPTY
}
