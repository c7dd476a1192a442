drop table schema_check_chunks;
drop table schema_checks;
drop table schema_versions;
drop table schemas;
