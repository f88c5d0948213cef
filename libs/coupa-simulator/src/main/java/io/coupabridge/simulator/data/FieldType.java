package io.coupabridge.simulator.data;

/** How a field compares and prints. */
public enum FieldType {
    INTEGER,
    STRING,
    BOOLEAN,
    /** A string on the wire unless a switch says otherwise (coupa-api §3.1). */
    DECIMAL,
    /** Second precision, in the instance's offset. */
    TIMESTAMP,
    /** An association or a plain object. */
    OBJECT,
    /** A list of associations or plain objects. */
    LIST
}
