package io.coupabridge.client.http;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Makes the JDK's client. Two of its habits can only be changed for the whole JVM, by system properties that it reads
 * once; they are set here unless the operator has set them.
 */
final class JdkClient {

    static {
        // it repeats a GET by itself when a connection ends without an answer: a request that no budget has counted
        setUnlessSet("jdk.httpclient.redirects.retrylimit", "1");
        // 20 minutes on JDK 17, and by then a gateway on the way has long forgotten the connection
        setUnlessSet("jdk.httpclient.keepalive.timeout", "30");
    }

    private JdkClient() {}

    static HttpClient create(Duration connectTimeout, Executor executor) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(executor)
                .build();
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
