-- When a refusal was last found; null for other verdicts, and for those from before.
alter table connection_task add column found_at timestamptz;
-- The tasks that share one token, where Coupa ends a client's token when it grants it another: their names, with commas
-- between them. Null where each has its own.
alter table connection add column shared_tasks text;
