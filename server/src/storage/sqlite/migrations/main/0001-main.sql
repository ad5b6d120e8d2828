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

-- The last journal entry that this file holds.
create table applied (
  only integer primary key check (only = 1),
  seq integer not null
) strict;

insert into applied (only, seq) values (1, 0);
