drop table reminder_occurrences;
drop table reminders;
