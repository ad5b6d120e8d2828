create table task (
  tenant integer not null,
  serial_no text not null,
  task_type text not null,
  caller text not null,
  state integer not null,
  started_at integer not null,
  task text not null, -- JSON
  events text not null, -- JSON
  primary key (tenant, serial_no)
) strict, without rowid;

create index task_started on task (tenant, started_at desc, serial_no, task_type, caller);
create index task_open on task (state) where state <> 3;

create table agent (
  tenant integer not null,
  agent_id integer not null,
  agent text not null, -- JSON
  primary key (tenant, agent_id)
) strict, without rowid;

create table refused_event (
  id integer primary key,
  received_at integer not null,
  source text not null,
  tenant integer not null,
  line integer not null,
  field text not null,
  reason text not null,
  raw text not null
) strict;

-- Calls per day, copied from the day files, so that a list over many days opens only those that its
-- page lies in. `day` is that of the time, `file_day` that of the file; see day_count of the day files.
create table day_count (
  tenant integer not null,
  kind integer not null,
  day integer not null,
  file_day integer not null,
  calls integer not null,
  primary key (tenant, kind, day, file_day)
) strict, without rowid;

-- The day files whose counts are here.
create table day_file (
  file_day integer primary key
) strict;

-- The last journal entry that this file holds.
create table applied (
  only integer primary key check (only = 1),
  seq integer not null
) strict;

insert into applied (only, seq) values (1, 0);
