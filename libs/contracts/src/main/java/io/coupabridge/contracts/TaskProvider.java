package io.coupabridge.contracts;

/**
 * Makes a task known: a class with a public constructor without parameters, named in
 * {@code META-INF/services/io.coupabridge.contracts.TaskProvider} of its jar.
 */
public interface TaskProvider {

    /** The same task at each call. */
    Task task();
}
