-- Of the records that the last page of the stream of runs changed: by it they are found again when the page turns out not
-- to be published, and set back to the version before, 0 for a new one, below 0 for one that was removed in that version.
alter table record add column page bigint not null default 0;
alter table record add column version_before bigint not null default 0;
