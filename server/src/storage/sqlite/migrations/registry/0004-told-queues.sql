-- Skill queues as events have told them: what a restart brings back.
create table told_queue (
  tenant integer not null,
  skill_id integer not null,
  name text not null, -- '': no event named it
  seen_at integer not null, -- the newest event of a call that waited in it; epoch ms
  primary key (tenant, skill_id)
) strict, without rowid;
