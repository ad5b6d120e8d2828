-- Nothing here has changed. The day files have, and versions that do not know their form ask this file first.
select 1;
