package io.coupabridge.token.scenario;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.eclipse.microprofile.config.ConfigProvider;

/** The port that has health and metrics, of the service in this JVM. */
public final class Management {

    private Management() {}

    /** @param path such as {@code /q/health/ready} */
    public static Response get(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
        return RestAssured.given().port(port).get(path);
    }
}
