alter table tenant add column name text;

-- Epoch ms; null: never.
alter table bearer_key add column name text;
alter table bearer_key add column last_used_at integer;
alter table bearer_key add column expires_at integer;

-- Names of agents and skill queues. kind: 'agent' or 'skill'.
create table name (
  kind text not null,
  tenant integer not null references tenant (tenant) on delete cascade,
  id integer not null,
  name text not null,
  primary key (kind, tenant, id)
) strict, without rowid;
