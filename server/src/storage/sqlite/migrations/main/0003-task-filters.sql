alter table task add column called text not null default '';
update task set called = coalesce(task ->> '$.called', '');

-- Holds all that tasks are filtered by: what does not match is never read.
drop index task_started;
create index task_started on task (tenant, started_at desc, serial_no, task_type, caller, called, state);
