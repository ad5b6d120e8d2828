create table tenant (
  tenant integer primary key,
  time_zone text not null,
  keep_days integer not null
) strict;

create table access_code (
  tenant integer not null references tenant (tenant) on delete cascade,
  inno_id integer not null,
  number text not null,
  media_type integer not null,
  description text not null,
  primary key (tenant, inno_id)
) strict, without rowid;

-- scope: 'global', or tenant keys joined by commas. Secrets are sealed under the master key.
create table access_key (
  ak text primary key,
  sk blob not null,
  scope text not null
) strict;

create table app (
  app_key text primary key,
  app_secret blob not null,
  scope text not null
) strict;

create table bearer_key (
  id text primary key,
  sha256 text not null unique,
  role text not null,
  scope text not null,
  created_at integer not null
) strict;

-- A known text sealed under the master key: tells a wrong key before anything is sealed with it.
create table key_check (
  only integer primary key check (only = 1),
  sealed blob not null
) strict;
