-- The transactional id of the producer that may still be publishing the pending page, or the number of the page confirmed
-- last; null when nothing is under way.
-- Who owns the stream next fences it.
alter table stream add column producer text;
