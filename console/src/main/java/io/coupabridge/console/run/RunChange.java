package io.coupabridge.console.run;

import io.coupabridge.contracts.TaskEvent;

/**
 * A run has gone a step further. Fired as a CDI event, within the transaction that stores the step and once for each event
 * that is stored: what an observer stores is stored with it, or not at all.
 */
public record RunChange(TaskEvent event) {}
