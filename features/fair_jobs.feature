Feature: Queues that are fair and can be steered
  Organisations share the workers, so that no customer waits for another one's long jobs. An operator pauses and limits
  queues, and has what failed tried again.

  Rule: One organisation's long jobs do not hold up another's

    @own-processes
    Scenario: Every slot is taken
      Given Mia and Nora are members of different organisations
      And Mia has started more countdowns than the worker runs at a time
      When Nora starts a greeting for "Nora"
      Then it eventually succeeds on attempt 1
      And as many of Mia's countdowns as before are running

  Rule: A paused queue begins nothing, and forgets nothing

    @own-processes
    Scenario: Olaf pauses a queue and resumes it
      Given Mia is a member
      And Olaf has paused the queue "default"
      And Mia has started a greeting
      And Olaf sees that the queue "default" is paused and 1 job waits
      When Olaf resumes the queue "default"
      Then it eventually succeeds on attempt 1

    Scenario: A queue that nobody knows
      When Olaf runs "tenstone job pause nobodys"
      Then it fails in one line that says "There is no queue 'nobodys'"

  Rule: A limited queue runs no more jobs at a time than its limit, on all workers together

    @own-processes
    Scenario: Two of five
      Given Mia is a member
      And Mia has started a greeting, which has succeeded
      And Olaf has limited the queue "default" to 2
      When Mia starts 5 countdowns
      Then 2 of them run and 3 wait

  Rule: Jobs that failed are queued again by filter

    @own-processes
    Scenario: Olaf queues all of Mia's errands again
      Given Mia is a member
      And Mia has started an errand that fails 5 times, which was given up
      When Olaf has all of Mia's failed errands tried again
      Then it eventually succeeds on attempt 6

    @own-processes
    Scenario: Mia queues all of her errands again
      Given Mia is a member
      And Mia has started an errand that fails 5 times, which was given up
      When Mia asks for all of her failed errands to be tried again
      Then it eventually succeeds on attempt 6

  Rule: A job that was cancelled or failed gives way to the next for the same

    Scenario: An export that was cancelled before its time
      Given Mia is a member
      And Mia has started an export in 10 minutes and cancelled it
      When Mia starts the same export
      Then it is another job
      And it eventually succeeds on attempt 1
