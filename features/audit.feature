Feature: The audit trail
  What people and programs did is written with what it changed, and sealed a moment later: whoever changes or removes an
  entry afterwards is found out.

  Rule: What was done is sealed within a second

    @own-processes
    Scenario: Everything that Mia did
      Given Mia is a member
      When Mia has greeted 3 people
      Then the audit trail of her organisation is eventually sealed
      And it says that she greeted 3 times

  Rule: A change is found

    @own-processes
    Scenario: Somebody who owns the database changes an entry
      Given Mia is a member
      And Mia has greeted 3 people
      And the audit trail of her organisation is eventually sealed
      When somebody makes the second greeting another's
      Then the audit trail names the entry that was changed

  Rule: What is written cannot be changed by mistake

    @own-processes
    Scenario: A statement that would change the trail
      Given Mia is a member
      And Mia has greeted 3 people
      When somebody tries to empty this month of the trail
      Then that is refused
      And the audit trail of her organisation is eventually sealed
