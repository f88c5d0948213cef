-- The transactional id of the producer that may still be publishing the pending page; null when nothing is under way.
-- Who owns the stream next fences it.
alter table stream add column producer text;
