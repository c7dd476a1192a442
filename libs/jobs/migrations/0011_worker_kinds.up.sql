ALTER TABLE workers ADD COLUMN kinds text[];
COMMENT ON COLUMN workers.kinds IS 'What it ran when it signed in, beside what may come and go; NULL: a program that did not say';
