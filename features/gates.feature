Feature: Gates of an action
  Before an action is queued, its gates are asked in a fixed order: who asks, how often, whether the feature is on for
  them, whether the input is right. A closed gate queues nothing and says why.

  Rule: A closed gate queues nothing and says why

    @own-processes @both-ways
    Scenario: The feature is switched off
      Given Mia is a member
      When Mia starts a trial
      Then it is refused because the feature is switched off
      And nothing is queued

    @own-processes @both-ways
    Scenario: An input that breaks the rules
      Given Mia is a member
      And trials are switched on
      When Mia starts a trial that fails 101 times
      Then it is refused because its input breaks the rules
      And nothing is queued

    @own-processes
    Scenario: More often than allowed
      Given Mia is a member
      And trials are switched on
      And Mia has started 5 trials
      When Mia starts a trial
      Then it is refused because she came too often
      And it says when to come back
      And only 5 are queued

    @own-processes @both-ways
    Scenario: The next unit has come back
      Given Mia is a member
      And trials are switched on
      And Mia has started 5 trials
      When 12 seconds pass
      Then Mia can start one more trial, and not two

    @own-processes @both-ways
    Scenario: Others are not in the way
      Given Mia and Nora are members of different organisations
      And trials are switched on
      And Mia has started 5 trials
      When Nora starts a trial
      Then it eventually succeeds on attempt 1

    @own-processes
    Scenario: The operator's command passes the same gates
      Given Mia is a member
      When Olaf starts a trial for Mia
      Then the command is refused because "This feature is switched off"

  Rule: A switch reaches every process within a second

    @own-processes @both-ways
    Scenario: Off while a job waits
      Given Mia is a member
      And trials are switched on
      And the worker is away
      And Mia has started a trial
      When Olaf switches trials off
      Then Mia is soon refused another trial
      And what was accepted is carried out when the worker comes back

    @own-processes
    Scenario: Off while Redis hangs
      Given Mia is a member
      And trials are switched on
      And Redis hangs
      When Olaf switches trials off
      Then Mia is soon refused another trial

  Rule: A growing share of the people keeps those who had it

    @own-processes
    Scenario: From 20 % to 60 %
      Given 16 members
      And 20 % of them have trials
      When Olaf gives trials to 60 %
      Then everyone who had trials still has them, and more do

    @own-processes
    Scenario: There and back
      Given 16 members
      And 20 % of them have trials
      When Olaf gives trials to 60 % and back to 20 %
      Then the same people have trials

  Rule: A limit holds while Redis is away

    @own-processes
    Scenario: Redis hangs
      Given Mia is a member
      And trials are switched on
      And Redis hangs
      And Mia has started 5 trials
      When Mia starts a trial
      Then it is refused because she came too often
