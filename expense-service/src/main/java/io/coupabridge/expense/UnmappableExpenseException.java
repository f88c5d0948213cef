package io.coupabridge.expense;

/** A line that cannot be mapped; the message is one sentence that names the field, without its value. */
final class UnmappableExpenseException extends RuntimeException {

    UnmappableExpenseException(String sentence) {
        super(sentence);
    }
}
