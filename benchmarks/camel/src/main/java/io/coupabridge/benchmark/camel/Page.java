package io.coupabridge.benchmark.camel;

import java.util.List;

/**
 * A page that was read, its surplus dropped.
 *
 * @param reached where its lane stands behind it
 * @param ended whether it is the last of its lane
 */
record Page(int lane, long reached, boolean ended, List<Found> records) {}
