Feature: Messages that do not get through
  A message is tried again with growing pauses. As long as it waits, the reminder says why.

  Rule: It is tried again, as the same message

    @own-processes
    Scenario: Nora's endpoint fails twice
      Given Mia has a reminder by webhook that is due in 5 minutes
      And Nora's endpoint fails 2 times
      When 5 minutes pass, and 10 minutes in steps
      Then eventually it is delivered on attempt 3
      And each attempt had the same id and body, and a signature of its own
      And the second pause was longer than the first one
      And the reminder shows 1 attempt to go off and 3 to deliver

    @fresh
    Scenario: The mail service is too busy for the first mail
      Given the mail service refuses the first mail for now
      When Mia makes a reminder by e-mail that is due now
      Then eventually the mail service has the mail once
      And the reminder shows 1 attempt to go off and 2 to deliver

  Rule: It says why it waits

    @own-processes
    Scenario: For the next attempt
      Given Mia has a reminder by webhook that is due in 5 minutes
      And Nora's endpoint is down
      When 5 minutes pass
      Then eventually it waits for another attempt, because Nora's endpoint has failed

    @own-processes
    Scenario: For a worker
      Given Mia has a reminder in the log that is due in 5 minutes
      And no worker runs
      When 5 minutes pass
      Then it waits for a worker

  Rule: It ends some time

    @own-processes
    Scenario: Nora's endpoint is down for days
      Given Mia has a reminder by webhook that is due in 5 minutes
      And Nora's endpoint is down
      When 5 minutes pass, and 4 days in steps
      Then the reminder has eventually failed, and does not wait any more

    @own-processes
    Scenario: Nora has removed her endpoint
      Given Mia has a reminder by webhook that is due in 5 minutes
      And Nora has removed her endpoint
      When 5 minutes pass
      Then the reminder has eventually failed, and does not wait any more
