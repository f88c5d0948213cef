-- When a full run asked Coupa for the record by its id and got it; null when never. It is asked for again after a while.
alter table record add column asked_at timestamptz;
-- Whether the record lies outside the window of the full run, which asked for it by its id and got nothing.
alter table missing_record add column outside boolean not null default false;
