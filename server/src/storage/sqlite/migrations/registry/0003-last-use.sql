-- Epoch ms; null: never.
alter table access_key add column last_used_at integer;
alter table app add column last_used_at integer;
