-- How many tasks began in each day (0), hour (1) and minute (2) since the epoch: task-spans.ts.
create table task_count (
  tenant integer not null,
  span integer not null,
  nth integer not null,
  task_type text not null,
  state integer not null,
  tasks integer not null,
  primary key (tenant, span, nth, task_type, state)
) strict, without rowid;

insert into task_count (tenant, span, nth, task_type, state, tasks)
  select tenant, 0, started_at / 86400000, task_type, state, count(*) from task group by 1, 3, 4, 5;
insert into task_count (tenant, span, nth, task_type, state, tasks)
  select tenant, 1, started_at / 3600000, task_type, state, count(*) from task group by 1, 3, 4, 5;
insert into task_count (tenant, span, nth, task_type, state, tasks)
  select tenant, 2, started_at / 60000, task_type, state, count(*) from task group by 1, 3, 4, 5;

-- Holds all that tasks are filtered by but numbers: what does not match is never read.
drop index task_started;
create index task_started on task (tenant, started_at desc, serial_no, task_type, state);

-- Without the state, which changes a few times in a task's life: of a number there are few tasks.
create index task_caller on task (tenant, caller, started_at desc, serial_no, task_type);
create index task_called on task (tenant, called, started_at desc, serial_no, task_type);
