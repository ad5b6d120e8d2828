-- Records of the calls that arrived on one UTC day. Times are milliseconds: *_ms since the day began,
-- *_after since the call's arrival, null = never. Phone numbers and call IDs are packed: packed-text.ts.
create table call (
  id integer primary key,
  tenant integer not null,
  direction integer not null, -- 0 in, 1 out
  arrived_ms integer not null,
  call_id any not null,
  cms_call_id any, -- null: the call_id itself
  caller_no any not null,
  callee_no any not null,
  call_type integer not null,
  media_type integer not null,
  sub_media_type integer not null,
  leave_reason integer not null,
  release_cause integer not null,
  inno_id integer not null,
  agent_id integer not null,
  skill_id integer not null,
  wait_after integer not null,
  ack_after integer,
  call_after integer,
  end_after integer,
  logged_after integer,
  is_missed integer not null,
  is_expired integer not null,
  events blob not null -- event-codec.ts
) strict;

-- A call_id that is a number is found by its arrival; the others have an index of their own.
create index call_arrival on call (tenant, direction, arrived_ms);
create index call_call_id on call (tenant, call_id) where typeof(call_id) <> 'integer';
create index call_cms_call_id on call (tenant, cms_call_id) where typeof(cms_call_id) = 'text';
create index call_caller on call (tenant, direction, caller_no, arrived_ms);
create index call_callee on call (tenant, direction, callee_no, arrived_ms);
create index call_missed on call (tenant, arrived_ms + wait_after) where is_missed = 1;

-- Calls per minute since the day began; kind 0 inbound and 1 outbound by arrival, 2 missed by the
-- beginning of their wait.
create table minute_count (
  tenant integer not null,
  kind integer not null,
  minute integer not null,
  calls integer not null,
  primary key (tenant, kind, minute)
) strict, without rowid;

-- The same per day, epoch milliseconds of its first instant: a wait may begin on a later one.
create table day_count (
  tenant integer not null,
  kind integer not null,
  day integer not null,
  calls integer not null,
  primary key (tenant, kind, day)
) strict, without rowid;

-- The last journal entry that this file holds.
create table applied (
  only integer primary key check (only = 1),
  seq integer not null
) strict;

insert into applied (only, seq) values (1, 0);
