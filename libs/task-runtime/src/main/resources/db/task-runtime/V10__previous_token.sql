-- The token before the newest, which serves until its end or until the newest may be used.
alter table token add column previous text;
