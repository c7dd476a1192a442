DROP TABLE signups;
DROP TYPE signup_course;
