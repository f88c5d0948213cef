package io.coupabridge.publication;

/**
 * Names a publication stream.
 *
 * @param tenant whose it is; another word where the stream is that of a whole service
 * @param name of the tenant's streams
 */
public record StreamId(String tenant, String name) {

    @Override
    public String toString() {
        return "'" + name + "' of tenant " + tenant;
    }
}
