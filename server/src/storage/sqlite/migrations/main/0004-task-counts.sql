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
  select tenant, 2, started_at / 60000, task_type, state, count(*) from task group by 1, 3, 4, 5;
insert into task_count (tenant, span, nth, task_type, state, tasks)
  select tenant, 1, nth / 60, task_type, state, sum(tasks) from task_count where span = 2 group by 1, 3, 4, 5;
insert into task_count (tenant, span, nth, task_type, state, tasks)
  select tenant, 0, nth / 24, task_type, state, sum(tasks) from task_count where span = 1 group by 1, 3, 4, 5;

-- Each holds all that tasks are filtered by beside its number: rows that do not match are never read.
drop index task_started;
create index task_started on task (tenant, started_at desc, serial_no, task_type, state);
create index task_caller on task (tenant, caller, started_at desc, serial_no, task_type, state, called);
create index task_called on task (tenant, called, started_at desc, serial_no, task_type, state, caller);

-- Nothing asks for open tasks of all tenants any more.
drop index task_open;
