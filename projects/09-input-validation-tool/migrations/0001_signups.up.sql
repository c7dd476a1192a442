CREATE TYPE signup_course AS ENUM ('green', 'black', 'ceremony');

CREATE TABLE signups (
  id         uuid          CONSTRAINT signups_pkey PRIMARY KEY,
  course     signup_course NOT NULL,
  name       text          NOT NULL,
  email      text          NOT NULL,
  seats      integer       NOT NULL,
  guests     json          NOT NULL,
  voucher    bigint,
  donation   numeric(9,2),
  newsletter boolean       NOT NULL,
  created_at timestamptz   NOT NULL,
  CONSTRAINT signups_email_key UNIQUE (course, email)
);
COMMENT ON COLUMN signups.seats IS 'Her own and those of her guests';
COMMENT ON COLUMN signups.guests IS 'Shown as it was written and never searched, so json: jsonb would order its keys anew.';
COMMENT ON CONSTRAINT signups_email_key ON signups IS 'Nobody signs up for a course twice';
