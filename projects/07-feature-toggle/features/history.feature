Feature: The history of a flag
  Every change of a flag is kept: who made it, why, and what it changed. Olaf can bring each state back.

  Rule: Each change says what it changed

    Scenario: Three changes
      Given Olaf has made a flag that is on for everybody
      And Olaf has killed it because "it broke the checkout"
      When Olaf gives it a description
      Then the history shows the 3 changes, the newest first
      And the second one says who killed it, and why

    Scenario: A change that changes nothing
      Given Olaf has made a flag that is on for everybody
      When Olaf saves it as it is
      Then the history shows 1 change

    Scenario: One place of a large definition
      Given Olaf has made a flag with a target for Mia, a rule for the plan pro, and a default
      When Olaf takes Noah into the targets
      Then the newest change says that Noah came to the targets, and nothing else

  Rule: What was can be brought back

    Scenario: An earlier revision
      Given Olaf has made a flag that is on for everybody
      And Olaf has changed it to be on for 30 % of the users
      When Olaf rolls it back to the first revision because "too early"
      Then the flag is on for everybody, in revision 3
      And within 1 second it is on for Mia

    Scenario: A flag that was removed
      Given Olaf has made a flag that is on for everybody
      And Olaf has removed it
      When Olaf rolls it back to the first revision because "still in use"
      Then the flag is on for everybody, in revision 3
      And the newest change says that it was restored

    Scenario: A revision that is none
      Given Olaf has made a flag that is on for everybody
      When Olaf rolls it back to revision 7
      Then he is refused because there is no such revision
