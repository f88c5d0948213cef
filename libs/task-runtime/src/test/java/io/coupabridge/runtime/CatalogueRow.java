package io.coupabridge.runtime;

import io.coupabridge.contracts.ErrorCode;
import java.util.function.Consumer;

/**
 * A row of the failure catalogue (coupa-api §7): what is amiss, and what has to become of a run of {@value #USERS} users,
 * which are three pages.
 *
 * @param number of the catalogue's row
 * @param given makes it amiss
 */
record CatalogueRow(String number, String situation, Consumer<Scene> given, Expected expected) {

    static final int USERS = 140;
    static final int PAGE = 50;

    /** The newest user, three pages, and the empty page behind them. */
    static final int CLEAN = 5;

    @Override
    public String toString() {
        return "row " + number + ": " + situation + " → " + expected;
    }

    /**
     * How a run ends, and what that may cost.
     *
     * @param failure null for a run that completes
     * @param said part of the failure's message
     */
    record Expected(
            ErrorCode failure,
            int fewestCalls,
            int mostCalls,
            int fewestRejections,
            int mostRejections,
            int fewestPublished,
            int mostPublished,
            int putAside,
            String said) {

        static Expected completes(int calls) {
            return new Expected(null, calls, calls, 0, 0, USERS, USERS, 0, "");
        }

        /** Before the first record was published. */
        static Expected fails(ErrorCode code, int calls) {
            return new Expected(code, calls, calls, 0, 0, 0, 0, 0, "");
        }

        Expected upTo(int calls) {
            return with(calls, fewestRejections, mostRejections, fewestPublished, mostPublished, putAside, said);
        }

        Expected rejecting(int tokens) {
            return rejecting(tokens, tokens);
        }

        Expected rejecting(int fewest, int most) {
            return with(mostCalls, fewest, most, fewestPublished, mostPublished, putAside, said);
        }

        Expected publishing(int records) {
            return publishing(records, records);
        }

        Expected publishing(int fewest, int most) {
            return with(mostCalls, fewestRejections, mostRejections, fewest, most, putAside, said);
        }

        Expected puttingAside(int records) {
            return with(mostCalls, fewestRejections, mostRejections, USERS - records, USERS - records, records, said);
        }

        Expected saying(String words) {
            return with(mostCalls, fewestRejections, mostRejections, fewestPublished, mostPublished, putAside, words);
        }

        private Expected with(
                int calls,
                int fewestTokens,
                int mostTokens,
                int fewestRecords,
                int mostRecords,
                int aside,
                String words) {
            return new Expected(
                    failure, fewestCalls, calls, fewestTokens, mostTokens, fewestRecords, mostRecords, aside, words);
        }

        @Override
        public String toString() {
            return (failure == null ? "COMPLETED" : failure) + " after " + between(fewestCalls, mostCalls)
                    + " calls, tokens rejected: " + between(fewestRejections, mostRejections);
        }

        private static String between(int fewest, int most) {
            return fewest == most ? Integer.toString(fewest) : fewest + " to " + most;
        }
    }
}
