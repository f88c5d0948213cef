package io.coupabridge.simulator.data;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What happened to one record since the instance was made. Immutable; a later change replaces it.
 *
 * @param patch the fields that differ from the generated record, by their hyphenated names; never modified
 */
record RowChange(boolean deleted, ObjectNode patch) {}
