DROP TABLE flag_version, flags;
