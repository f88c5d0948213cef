package io.coupabridge.testing;

import java.util.function.Supplier;

/**
 * Where the one server of a kind stands that all tests of this JVM share. A static field would not do: Quarkus loads these
 * classes anew for each application, that is, for each test profile.
 *
 * <p>Applications share a broker one after the other: what stopped has committed what it took and has left its groups, and
 * each test has tenants of its own. They do not share a database. Modules share nothing, since their tests run at the same
 * time: topics and consumer groups have fixed names, so that task-runtime's tests would take roster-service's commands. A
 * database server of their own costs each module a second or two, which a server that outlives its JVM is not worth.
 */
final class SharedServer {

    private SharedServer() {}

    /**
     * Where the server stands.
     *
     * @param kind of server, such as {@code kafka}
     * @param start starts it and returns its address; called once in this JVM
     */
    static String address(String kind, Supplier<String> start) {
        String property = ("test.servers." + kind).intern();
        synchronized (property) {
            String address = System.getProperty(property);
            if (address == null) {
                address = start.get();
                System.setProperty(property, address);
            }
            return address;
        }
    }

    static UnsupportedOperationException notYours() {
        return new UnsupportedOperationException("Other tests use this server too. Start one of your own.");
    }
}
