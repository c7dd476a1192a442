@own-processes
Feature: Servers that are away
  A process decides by the best flags that it can have: PostgreSQL's, Redis' snapshot, the last ones on its disk, those
  that it was built with. It starts with each of them, says which, and gets up again by itself.

  Rule: A process that runs goes on

    Scenario Outline: <what> while it runs
      Given Olaf has switched the new checkout on
      And another process of the shop runs behind links
      When <what>
      Then it shows the new checkout, and eventually says that its flags are stale
      And when all are back, it is eventually not stale

      Examples:
        | what                                |
        | PostgreSQL and Redis go away        |
        | PostgreSQL and Redis answer no more |

    Scenario: Only PostgreSQL is away
      Given Olaf has switched the new checkout on
      And another process of the shop runs behind links
      And PostgreSQL is cut off from it
      When Olaf switches the new checkout off at the first process
      Then within 2.5 seconds the other process shows the old checkout

  Rule: A start waits for nobody

    Scenario Outline: <what>
      Given Olaf has switched the new checkout on
      And <disk> is on the disk of another process
      When the process is started while <what>
      Then within 4 seconds it shows the <checkout> checkout by the flags from <source>
      And when all are back, it eventually shows the new checkout, and is not stale

      Examples:
        | what                                 | disk                 | checkout | source   |
        | PostgreSQL is away                   | nothing              | new      | redis    |
        | PostgreSQL does not answer           | nothing              | new      | redis    |
        | PostgreSQL and Redis are away        | the last snapshot    | new      | file     |
        | PostgreSQL and Redis are away        | nothing              | old      | defaults |
        | PostgreSQL and Redis do not answer   | nothing              | old      | defaults |
        | PostgreSQL and Redis are away        | a broken snapshot    | old      | defaults |
