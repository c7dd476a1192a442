Feature: PostgreSQL is away
  Schemas and checks are kept in PostgreSQL. Without it nothing is taken that could be lost, and what needs none goes on.

  Rule: What needs no database goes on, and the rest says so

    @own-project
    Scenario Outline: <what>
      Given Olaf has registered the schema of a signup
      And PostgreSQL hangs
      When <what>
      Then <outcome>

      Examples:
        | what                                      | outcome                                           |
        | somebody checks data by a schema of theirs | it is valid                                       |
        | Olaf registers another text under its name | he is told to try again, and version 1 stands alone |
        | Mia signs up for the black course         | she is told to try again, and it is all or nothing |

  Rule: Nothing that was acknowledged is lost

    @own-project
    Scenario: PostgreSQL is killed in the middle of a check
      Given Olaf has 6000 rows checked by a slow schema, every tenth of them invalid
      When PostgreSQL is killed while they are checked, and 5 minutes pass when it is back
      Then the report eventually counts 6000 rows: 5400 valid, 600 invalid, 0 unreadable
