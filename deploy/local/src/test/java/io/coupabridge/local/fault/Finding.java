package io.coupabridge.local.fault;

import java.util.Map;

/**
 * What one test did to the processes, and what a {@code read_committed} consumer held in the end.
 *
 * @param faults how often each was done, by what people call it, such as {@code kills}
 * @param outcomes terminal events of the command that has most of them
 * @param withoutOutcome commands that have none
 * @param wrong sentences of the comparison with Coupa's truth: records that are missing or differ
 * @param readAgain good answers of Coupa beyond those that the runs needed; null where that is not counted
 */
record Finding(
        String test,
        Map<String, Integer> faults,
        int commands,
        long outcomes,
        long withoutOutcome,
        long records,
        long wrong,
        long doubled,
        Long readAgain) {

    boolean exact() {
        return wrong == 0 && doubled == 0 && withoutOutcome == 0 && outcomes == 1;
    }
}
