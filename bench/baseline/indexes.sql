create index call_arrival on call (vdn, direction, arrived_at, call_id);
create index call_caller on call (vdn, direction, caller_no, arrived_at, call_id);
create index call_callee on call (vdn, direction, callee_no, arrived_at, call_id);
create index call_missed on call (vdn, wait_begin desc, call_id) where is_missed;
vacuum (analyze) call;
checkpoint;
