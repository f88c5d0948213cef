package io.coupabridge.contracts;

/**
 * One thing that a service may do on Kafka.
 *
 * @param name of the resource; of a prefixed right, how the names of its resources begin
 * @param operation by Kafka's name
 */
public record KafkaRight(Resource resource, String name, boolean prefixed, Operation operation) {

    /** By Kafka's names. */
    public enum Resource {
        TOPIC,
        GROUP,
        TRANSACTIONAL_ID
    }

    /** By Kafka's names; those that read or write may describe too. */
    public enum Operation {
        READ,
        WRITE,
        DESCRIBE_CONFIGS
    }

    /** Such as {@code READ on the topic coupa.connections}. */
    @Override
    public String toString() {
        String what = switch (resource) {
            case TOPIC -> "topic ";
            case GROUP -> "group ";
            case TRANSACTIONAL_ID -> "transactional id ";
        };
        return operation + " on the " + what + name + (prefixed ? "*" : "");
    }
}
