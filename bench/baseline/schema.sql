-- What the questions of the benchmark need, and nothing else.
create table call (
  vdn integer not null,
  direction smallint not null, -- 0 in, 1 out
  arrived_at bigint not null,
  call_id text not null,
  caller_no text not null,
  callee_no text not null,
  call_type integer not null,
  media_type integer not null,
  sub_media_type integer not null,
  leave_reason integer not null,
  wait_begin bigint not null,
  ack_begin bigint not null,
  call_begin bigint not null,
  call_end bigint not null,
  logged_at bigint not null,
  is_missed boolean not null
);

create table event (
  vdn integer not null,
  call_id text not null,
  at bigint not null,
  kind text not null,
  body jsonb not null,
  primary key (vdn, call_id, at, kind)
);
