create index refused_event_tenant on refused_event (tenant);
