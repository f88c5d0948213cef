package io.coupabridge.simulator.data;

import java.time.ZoneId;

/**
 * What the data of an instance is made from.
 *
 * @param idGap the largest distance between neighbouring ids; 1 for none missing
 * @param idLeap a hole of so many ids in the middle of each kind
 * @param recentShare the share of expense lines, from 0 to 1, whose expense date lies within {@code recentDays}
 * @param tiedUpdates how many neighbouring records share one second of {@code updated-at}
 * @param walletPermille expense lines that are on no report yet
 * @param awkwardPermille descriptions with line breaks, emoji, right-to-left text, NUL and the like
 * @param nullEmailPermille users whose e-mail is null
 */
public record DataSpec(
        int users,
        int expenseLines,
        long seed,
        ZoneId zone,
        String emailDomain,
        long firstUserId,
        long firstReportId,
        long firstLineId,
        int idGap,
        long idLeap,
        double recentShare,
        int recentDays,
        int oldestDays,
        int tiedUpdates,
        int walletPermille,
        int itemisedPermille,
        int awkwardPermille,
        int nullEmailPermille) {}
