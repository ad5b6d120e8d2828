-- One row a group commit: the batch as JSON. Its sync is what "accepted" means.
create table entry (
  seq integer primary key,
  batch text not null
) strict;
