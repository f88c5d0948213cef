-- Which tasks the tenant wants: their names, with commas between them. Null means those that are wanted by default.
alter table connection add column wanted_tasks text;
