package io.coupabridge.simulator.data;

import java.util.Set;

/**
 * How an instance takes queries at the moment.
 *
 * @param ignoredFilters attributes, by their hyphenated names, whose conditions the server silently drops
 * @param pageCap the most records a page has, whatever limit was asked for
 * @param hiddenPermille for how many of a thousand records another, invisible one takes a place on the page
 * @param ownerId whose records alone are visible; null for everybody's
 * @param itemsHaveRows whether items of an itemised line are in the flat list
 */
public record QueryRules(
        boolean rejectUnknownAttributes,
        Set<String> ignoredFilters,
        int pageCap,
        int hiddenPermille,
        Long ownerId,
        boolean itemsHaveRows) {}
