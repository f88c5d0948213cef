package io.coupabridge.token.scenario;

import io.coupabridge.testing.TestTokens;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

/** The caller of tests that are about something else than callers. */
public final class Operator {

    private Operator() {}

    /** A request with the operator's token. */
    public static RequestSpecification given() {
        return RestAssured.given().auth().oauth2(TestTokens.shared().operator());
    }
}
