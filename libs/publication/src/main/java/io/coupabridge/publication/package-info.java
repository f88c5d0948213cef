/**
 * Publishes to Kafka what a ledger in PostgreSQL says, exactly once, with no transaction over both.
 *
 * <p>A <em>stream</em> publishes one <em>publication</em> after the other: some messages, and their {@link
 * io.coupabridge.publication.Consequence}, which becomes true in the ledger once Kafka has the messages. Each has a number,
 * one higher than the one before. A stream is a row of the table {@code stream}.
 *
 * <h2>Two commits</h2>
 *
 * <ol>
 *   <li><strong>The ledger.</strong> One transaction locks the stream's row, confirms publication N−1 (its consequence becomes
 *       true), prepares N, and stores N as pending: the text of its consequence, and the id of the producer that will publish
 *       it.
 *   <li><strong>Kafka.</strong> One transaction of that producer: the messages of N, and the number N as the offset of the
 *       stream's own consumer group, which has no members. Consumers that read committed messages see all or none, and so
 *       does whoever asks for the offset.
 * </ol>
 *
 * <p>So the offset on Kafka says whether the pending publication is there. It is N or N−1, and nothing else.
 *
 * <h2>States</h2>
 *
 * <pre>
 *                     publish: commit in the ledger
 *   +-- SETTLED ------------------------------------&gt; PENDING
 *   |   N-1 confirmed                                 N-1 confirmed, N stored
 *   |     ^    ^                                         |       |
 *   |     |    +--- commit on Kafka; N is confirmed -----+       | a commit fails, or the owner dies
 *   |     |         with N+1, or by settle                       v
 *   |     |                                                    UNSURE, until somebody opens the stream
 *   |     +-------- the offset is N: confirm N ------------------+
 *   |     +-------- the offset is N-1: discard N ----------------+
 *   |     |                                                      | any other offset, or none
 *   |     |                                                      v
 *   |     +-------- somebody re-bases ------------------------ HALTED
 *   |                                                            ^
 *   +--- opened, and another offset is there, or, before --------+
 *        the first number is written, a higher one
 * </pre>
 *
 * <h2>Opening a stream</h2>
 *
 * <p>{@link io.coupabridge.publication.PublicationStreams#open} takes four steps, in this order:
 *
 * <ol>
 *   <li><strong>Claim.</strong> The row's owner is counted up. From now on no statement of an earlier owner finds the row: each
 *       names its owner.
 *   <li><strong>Fence.</strong> If the row names a producer, its transaction is ended, for good ({@code initTransactions} under
 *       its id). An owner that was paused cannot commit any more.
 *   <li><strong>Ask.</strong> Only now the offset is read. Nobody can change it any more but this owner. What stands beside it
 *       is told the ledger before it is written over.
 *   <li><strong>Settle.</strong> The offset is N: confirm. It is N−1: discard. Anything else: the row is halted with a sentence
 *       that says why, and an operator has to look.
 * </ol>
 *
 * <p>Fencing must come before asking: otherwise a paused owner could commit between the answer and the discard.
 *
 * <h2>Who may go on</h2>
 *
 * <table>
 *   <caption>A paused owner that wakes up</caption>
 *   <tr><th>it was about to</th><th>what stops it</th></tr>
 *   <tr><td>commit in the ledger</td><td>the row has another owner</td></tr>
 *   <tr><td>commit on Kafka</td><td>its producer is fenced: the pending row named it</td></tr>
 *   <tr><td>write the first number</td><td>its producer is fenced: the row named it before</td></tr>
 *   <tr><td>confirm</td><td>the row has another owner, who has confirmed or discarded</td></tr>
 * </table>
 *
 * <h2>Producers</h2>
 *
 * <p>A process lends its transactional producers to one stream at a time. Their ids are random and never used again. One goes
 * back only if nothing is pending and no commit failed. So nobody fences a producer that serves another stream.
 *
 * <p>A ledger with one stream may have one id for ever ({@link io.coupabridge.publication.PublicationStreams#ofOne}). That is
 * sound, since there is no other stream to fence. Each opening makes a new producer of the id, which ends the one before.
 * A late claimant may so end the rightful owner's producer: it gains nothing, since the row has another owner, and the stream
 * is opened again.
 *
 * <h2>A stream that stands still</h2>
 *
 * <p>The ledger and Kafka contradict each other after a restore, or when Kafka has forgotten the offset while a publication is
 * pending. {@link io.coupabridge.publication.PublicationStreams#rebase} goes on behind the last number that either of them
 * knows. The {@link io.coupabridge.publication.StreamLedger} then has published again what may be lacking: of the pending
 * publication by {@code doubt}, of earlier ones by {@code catchUp}. Offsets of idle groups expire too; a stream with nothing
 * pending writes its number anew.
 *
 * <h2>Beside the streams</h2>
 *
 * <p>{@link io.coupabridge.publication.CloudEvents} gives messages their headers. What a consumer cannot read leaves by
 * {@link io.coupabridge.publication.deadletter.DeadLetters}, at least once and without a stream.
 *
 * <h2>What it relies on</h2>
 *
 * <ul>
 *   <li>The ledger keeps what it has committed. So a standby must be synchronous (ADR 17). After a fail-over that lost commits
 *       a stream may halt. It may also confirm what is not on Kafka, or publish something twice. The outbox of token-service
 *       goes on by itself where others halt.
 *   <li>The topic of the numbers exists. Nothing is written to it; its partitions give the offsets a name.
 *   <li>Consumers read committed messages.
 * </ul>
 */
package io.coupabridge.publication;
