drop table failed_logins;
