-- As 0005: day files have another form again.
select 1;
