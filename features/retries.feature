Feature: Retries
  What fails once may work the next time. A run that fails is tried again by itself, and what is given up stays where an
  operator finds it.

  Rule: A failed run is tried again after pauses that grow

    @own-processes @both-ways
    Scenario: An errand that works at the third try
      Given Mia is a member
      And Mia has started an errand that fails 2 times
      When each pause passes
      Then it eventually succeeds on attempt 3
      And its second pause was longer than its first
      And the log of attempt 2 says "Attempt 2 fails, as it was told to"

    @both-ways
    Scenario: An errand that waits for its next try
      Given Mia is a member
      When Mia starts an errand that fails 3 times
      Then it eventually waits for another attempt, and says when that begins

  Rule: What fails too often is given up, and an operator can have it tried again under its number

    @own-processes @both-ways
    Scenario: An errand that never works
      Given Mia is a member
      And Mia has started an errand that fails 5 times
      When each pause passes
      Then it eventually fails on attempt 5
      And Olaf finds it among Mia's failed jobs

    @own-processes
    Scenario: Olaf has it tried again
      Given Mia is a member
      And Mia has started an errand that fails 5 times, which was given up
      When Olaf has it tried again
      Then it eventually succeeds on attempt 6

    @both-ways
    Scenario: A job that has not failed
      Given Mia is a member
      And Mia has started a greeting, which has succeeded
      When Mia asks for it to be tried again
      Then it is refused because only a failed job can be tried again

  Rule: A job that is for later waits until then

    @own-processes @both-ways
    Scenario: Its time has come
      Given Mia is a member
      And Mia has started a greeting in 10 minutes
      When 10 minutes pass
      Then it eventually succeeds on attempt 1

    @own-processes @both-ways
    Scenario: Its time has not come
      Given Mia is a member
      And Mia has started a greeting in 10 minutes
      When 9 minutes pass
      Then it still waits, and says until when

    @own-processes
    Scenario: Its time comes while Redis is away
      Given Mia is a member
      And Redis hangs
      And Mia has started a greeting in 10 minutes
      When 10 minutes pass
      Then it eventually succeeds on attempt 1

    Scenario: Later than a job may wait
      Given Mia is a member
      When Mia starts a greeting in 31 days
      Then it is refused because it is too far away
      And nothing is queued

  Rule: A job that nobody wants any more is cancelled

    @both-ways
    Scenario: It waits
      Given Mia is a member
      And Mia has started an errand that fails 3 times
      And it waits for another attempt
      When Mia cancels it
      Then it is cancelled

    @both-ways
    Scenario: It runs
      Given Mia is a member
      And Mia has started a countdown from 60
      And it is running
      When Mia cancels it
      Then it is eventually cancelled

  Rule: Asking twice for a unique action makes one job

    @both-ways
    Scenario: The same report twice
      Given Mia is a member
      When Mia starts the same export twice
      Then both answers name one job
      And it eventually succeeds on attempt 1
