-- Calls per minute of all kinds, those of an hour since the day began in one row: minutes-codec.ts.
create table hour_count (
  tenant integer not null,
  hour integer not null,
  minutes blob not null,
  primary key (tenant, hour)
) strict, without rowid;

-- What searches compare of a call beside numbers, times and devices: few kinds, many calls.
create table call_kind (
  id integer primary key,
  direction integer not null,
  call_type integer not null,
  media_type integer not null,
  leave_reason integer not null,
  inno_id integer not null,
  is_answered integer not null,
  is_missed integer not null,
  is_expired integer not null,
  unique (inno_id, direction, call_type, media_type, leave_reason, is_answered, is_missed, is_expired)
) strict;

-- Beside each row of `digest`, under its ID: traits-codec.ts, in the order of its visits.
create table digest_traits (
  id integer primary key,
  traits blob not null
) strict;
