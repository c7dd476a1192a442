Feature: Data held to a schema
  A program sends data, and is told whether it is valid, and if not, every fault with its place in the text.

  Rule: Every fault is told, where it stands

    Scenario: Valid data
      Given Olaf has registered the schema of a signup
      When Mia's program sends valid data
      Then it is valid

    Scenario: Three faults
      Given Olaf has registered the schema of a signup
      When Mia's program sends data with three faults
      Then it is not valid, and each of the three faults stands where it is in the text

    Scenario: A fault behind characters that are more than one byte
      Given Olaf has registered the schema of a signup
      When Mia's program sends data with a fault behind "Grüße 🍵"
      Then the fault stands at line 1, column 30

    Scenario: More faults than anybody reads
      Given Olaf has registered the schema of a signup
      When Mia's program sends data with 100 faults
      Then 32 of 100 faults are listed

    Scenario Outline: <what>
      Given Olaf has registered the schema of a signup
      When Mia's program sends <what>
      Then it is not valid, because of <code> at line <line>, column <column>

      Examples:
        | what                         | code          | line | column |
        | data with a comma missing    | invalid_json  | 3    | 3      |
        | data with a key twice        | duplicate_key | 3    | 3      |
        | no data at all               | invalid_json  | 1    | 1      |
        | data that nests 10000 levels | limit_nesting | 1    | 129    |

  Rule: Whoever names a version is held to that version

    Scenario Outline: <which>
      Given the first version of a schema takes 10 seats, and the second takes 5
      When Mia's program sends 7 seats to <which>
      Then it is <outcome>

      Examples:
        | which              | outcome   |
        | its first version  | valid     |
        | its newest version | not valid |

  Rule: A number keeps all of its digits

    Scenario Outline: <number> by <rule>
      When somebody holds <number> to <rule>
      Then it is <outcome>

      Examples:
        | number               | rule                            | outcome   |
        | 1070468.14           | a multiple of 0.01              | valid     |
        | 1070468.145          | a multiple of 0.01              | not valid |
        | 18446744073709551616 | at most 18446744073709551615    | not valid |
        | 9007199254740993     | nothing but 9007199254740992    | not valid |
        | 1.0                  | an integer                      | valid     |

  Rule: Nobody's schema or data holds the service up

    Scenario Outline: <what>
      When somebody holds <what>
      Then within 10 seconds it is answered, <how>

      Examples:
        | what                                                 | how                                   |
        | 28 letters to a pattern of nested repetitions        | not valid                             |
        | 500 kB to a pattern of nested repetitions            | not valid                             |
        | a number to 30 alternatives of alternatives          | refused because the check is too long |
        | a list of 20000 to items that differ                 | valid                                 |
        | a number to an enumeration of 50000                  | valid                                 |

    Scenario: More than it takes
      Given Olaf has registered the schema of a signup
      When Mia's program sends 2 MB
      Then it is refused for its size
