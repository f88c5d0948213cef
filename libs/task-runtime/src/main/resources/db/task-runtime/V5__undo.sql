-- Which page of the stream of runs changed the record last, and the version before: 0 when it was new, below 0 when it was
-- removed in that version. By these it is set back when the page turns out not to be published.
alter table record add column page bigint not null default 0;
alter table record add column version_before bigint not null default 0;
-- A version of the services that does not set records back must fail to open a stream, and not forget a pending page.
alter table stream rename column pending to pending_page;
