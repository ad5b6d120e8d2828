-- Missed calls and who has called back: missed-writer.ts. Numbers and call IDs are packed.
create table missed_call (
  id integer primary key,
  tenant integer not null,
  caller_no any not null,
  ended_at integer not null, -- epoch ms, as all times here
  arrived_at integer not null,
  call_id any not null,
  wait_begin integer not null,
  inno_id integer not null,
  skill_id integer not null,
  is_marked integer not null, -- there is a mark
  -- The call that resolved it; null: none did.
  talk_at integer,
  talk_arrived_at integer,
  talk_call_id any,
  talk_agent_id integer,
  is_open integer as (talk_at is null and is_marked = 0)
) strict;

create index missed_call_number on missed_call (tenant, caller_no, ended_at);
create index missed_call_list on missed_call (tenant, is_open, wait_begin);

-- Missed calls that somebody has marked as dealt with; day: that of the call's arrival.
create table mark (
  day integer not null,
  tenant integer not null,
  call_id text not null,
  at integer not null,
  by text not null,
  note text not null,
  primary key (day, tenant, call_id)
) strict, without rowid;

-- Journal entries up to this one are in missed_call.
create table linked (
  only integer primary key check (only = 1),
  seq integer not null
) strict;

insert into linked (only, seq) values (1, 0);

alter table day_file add column is_settled integer not null default 0;
alter table day_file add column is_linked integer not null default 0;
-- Of its calls, where it is settled: the latest end, the earliest and the latest writing of the record.
alter table day_file add column end_max integer not null default 0;
alter table day_file add column logged_min integer not null default 0;
alter table day_file add column logged_max integer not null default 0;

-- Counts of the day files have a new kind: all are copied again.
delete from day_count;
delete from day_file;
