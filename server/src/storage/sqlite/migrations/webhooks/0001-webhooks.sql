-- kinds: joined by commas. queue_limits, over_queues: JSON. Times: epoch ms. Secrets are sealed under
-- the master key.
create table webhook (
  id text primary key,
  tenant integer not null,
  url text not null,
  description text not null,
  kinds text not null,
  queue_limits text not null,
  masks_numbers integer not null,
  disabled_because text not null,
  created_at integer not null,
  secret blob not null,
  former_secret blob,
  former_ends_at integer not null,
  since integer not null,
  recorded_at integer not null,
  replay_to integer not null,
  over_queues text not null,
  last_delivered_at integer not null
) strict;

-- state: 'pending', 'parked' or 'delivered'. What was delivered has no body.
create table delivery (
  seq integer primary key autoincrement,
  webhook_id text not null references webhook (id) on delete cascade,
  message_id text not null,
  type text not null,
  recorded_at integer not null,
  body text not null,
  state text not null,
  queued_at integer not null,
  attempts integer not null,
  first_attempt_at integer not null,
  last_attempt_at integer not null,
  due_at integer not null,
  is_aside integer not null,
  last_error text not null,
  unique (webhook_id, message_id)
) strict;

create index delivery_state on delivery (webhook_id, state, is_aside, seq);
