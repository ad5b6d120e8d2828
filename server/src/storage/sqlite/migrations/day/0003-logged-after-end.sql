-- A record is written soon after the end: told since then, it takes a byte or two where it took three.
-- Since the arrival where there was no end.
alter table call rename column logged_after to logged_after_end;
update call set logged_after_end = logged_after_end - coalesce(end_after, 0) where end_after <> 0;
