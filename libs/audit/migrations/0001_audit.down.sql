drop table audit_log;
drop table audit_heads;
drop function audit_make_partition(timestamptz);
drop function audit_refuse_change();
