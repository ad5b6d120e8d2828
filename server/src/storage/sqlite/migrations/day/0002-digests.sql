-- What is found by agent and queue and what statistics count, packed: one row per tenant and hour of
-- arrival, id = 24 * tenant + hour of the day. It lags behind the calls: see digest_state.
create table digest (
  id integer primary key,
  calls integer not null,
  -- Of the calls: the latest end, the earliest and the latest writing of the record; ms since the day began.
  end_max integer not null,
  logged_min integer not null,
  logged_max integer not null,
  last_call integer not null, -- ID of the last call in it
  visits blob not null, -- visits-codec.ts, by ID of the call
  -- Totals per quarter where there are many calls: cells-codec.ts; null: they are counted from the facts.
  vdn_cells blob,
  access_code_cells blob,
  skill_cells blob,
  facts blob not null -- facts-codec.ts, in the order of the visits
) strict;

-- Calls up to this ID are in their digests.
create table digest_state (
  only integer primary key check (only = 1),
  last_call integer not null
) strict;

insert into digest_state (only, last_call) values (1, 0);

-- Calls that are gone and still in a digest.
create table gone_call (
  id integer primary key,
  digest integer not null
) strict;

-- Agents' states as events told them, not yet in agent_day.
create table agent_state (
  tenant integer not null,
  agent_id integer not null,
  at_ms integer not null, -- since the day began
  state integer not null,
  primary key (tenant, agent_id, at_ms)
) strict, without rowid;

create table agent_day (
  tenant integer not null,
  agent_id integer not null,
  states blob not null, -- states-codec.ts
  primary key (tenant, agent_id)
) strict, without rowid;

-- Kind 3: missed calls by their arrival.
insert into minute_count (tenant, kind, minute, calls)
  select tenant, 3, arrived_ms / 60000, count(*) from call where is_missed = 1 group by 1, 3;

insert into day_count (tenant, kind, day, calls)
  select tenant, 3, (select min(day) from day_count where kind in (0, 1)), count(*)
  from call where is_missed = 1 group by 1;
