Feature: PostgreSQL restarts
  An answer to Mia says that her reminder is on the disk. What she has an answer for goes off once, whatever restarts.

  Rule: What was answered is kept, and goes off once

    @own-project
    Scenario: Under load
      Given Mia makes reminders by e-mail that are due at once, again and again
      When PostgreSQL is restarted
      Then eventually all that were answered have gone off, each once
