-- Records of the calls that arrived on one UTC day. Times are epoch milliseconds, 0 = never.
create table call (
  id integer primary key,
  tenant integer not null,
  direction integer not null, -- 0 in, 1 out
  arrived_at integer not null,
  call_id text not null,
  cms_call_id text, -- null: the call_id itself
  caller_no text not null,
  callee_no text not null,
  call_type integer not null,
  media_type integer not null,
  sub_media_type integer not null,
  leave_reason integer not null,
  release_cause integer not null,
  inno_id integer not null,
  agent_id integer not null,
  skill_id integer not null,
  wait_begin integer not null,
  ack_begin integer not null,
  call_begin integer not null,
  call_end integer not null,
  logged_at integer not null,
  is_missed integer not null,
  is_expired integer not null,
  events blob not null -- JSON, raw deflate with the dictionary of event-codec.ts
) strict;

create unique index call_arrival on call (tenant, direction, arrived_at, call_id);
create index call_call_id on call (tenant, call_id);
create index call_cms_call_id on call (tenant, cms_call_id) where cms_call_id is not null;
create index call_caller on call (tenant, direction, caller_no, arrived_at);
create index call_callee on call (tenant, direction, callee_no, arrived_at);
create index call_missed on call (tenant, wait_begin desc, call_id) where is_missed = 1;

-- Calls per minute; kind 0 inbound and 1 outbound by arrival, 2 missed by wait_begin.
create table minute_count (
  tenant integer not null,
  kind integer not null,
  minute integer not null,
  calls integer not null,
  primary key (tenant, kind, minute)
) strict, without rowid;

-- The last journal entry that this file holds.
create table applied (
  only integer primary key check (only = 1),
  seq integer not null
) strict;

insert into applied (only, seq) values (1, 0);
