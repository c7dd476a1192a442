Feature: Rows checked in bulk
  Olaf sends a file of rows. It is checked while he does something else, and a report says which row is wrong, where and
  why.

  Rule: A report counts every row and every fault

    Scenario: Rows of each kind
      Given Olaf has registered the schema of a signup
      When Olaf has 3 valid rows, 2 invalid ones, an empty line and one that nobody can read checked
      Then the report eventually counts 6 rows: 3 valid, 2 invalid, 1 unreadable
      And it names each fault by its row and place, and counts them by code

    Scenario: More faults than are kept
      Given Olaf has registered the schema of a signup
      When Olaf has 1500 invalid rows checked
      Then the report eventually counts 1500 rows: 0 valid, 1500 invalid, 0 unreadable
      And it lists 1000 faults, says that there are more, and counts 1500

    Scenario: A version that was replaced meanwhile
      Given the first version of a schema takes 10 seats, and the second takes 5
      When Olaf has rows of 7 seats checked by its first version
      Then the report eventually counts 2 rows: 2 valid, 0 invalid, 0 unreadable

    Scenario: The newest first
      Given Olaf has registered the schema of a signup
      When Olaf has rows checked, and others after them
      Then the list shows both checks, the newest first

  Rule: A check survives its process

    @own-processes
    Scenario: Killed in the middle
      Given Olaf has 6000 rows checked by a slow schema, every tenth of them invalid
      When the service is killed while it checks, started again, and 5 minutes pass
      Then the report eventually counts 6000 rows: 5400 valid, 600 invalid, 0 unreadable

  Rule: Who does not want it any more gets rid of it

    Scenario: Cancelled while it runs
      Given Olaf has 6000 rows checked by a slow schema, every tenth of them invalid
      When Olaf deletes the check
      Then the check is gone

    Scenario: Deleted with its report
      Given Olaf has registered the schema of a signup
      And Olaf has a report
      When Olaf deletes the check
      Then the check is gone

  Rule: What cannot be checked is refused before it is

    Scenario: Larger than 64 MiB
      Given Olaf has registered the schema of a signup
      When Olaf announces rows of 70 MB
      Then he is refused for their size, and never asked for them

    Scenario: An upload that breaks off
      Given Olaf has registered the schema of a signup
      When Olaf's connection breaks while he sends rows
      Then there is no check of them

    Scenario: A schema that nobody has made
      When Olaf has rows checked by a schema that nobody has made
      Then he is told that there is no such schema
