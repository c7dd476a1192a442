@contract
Feature: What the log viewer says on the wire
  Its clients are programs, and some of them look for files that are none of their business.

  Rule: A name leads to a log below its folder, or to one and the same answer

    Scenario Outline: <what>
      Given a folder with a log, and beside it files that are none
      When a client asks each route for <what>
      Then each answers what it answers for a log that nobody wrote

      Examples:
        | what                             |
        | no such file                     |
        | no such folder                   |
        | no folder                        |
        | ../                              |
        | ../ in the middle                |
        | %2e%2e%2f                        |
        | ./                               |
        | a whole path                     |
        | /etc/passwd                      |
        | a symbolic link                  |
        | a folder that is a symbolic link |
        | a folder                         |
        | a file that no pattern matches   |
        | a NUL                            |
        | a NUL before another end         |
        | a line break                     |
        | a hidden file                    |

  Rule: A query says what is wrong with it

    Scenario Outline: Entries with <query>
      Given a log of 5 entries
      When a client asks for entries with <query>
      Then it is answered <status> <code>

      Examples:
        | query                              | status | code              |
        | nothing more                       | 200    |                   |
        | limit=1000                         | 200    |                   |
        | limit=0                            | 422    | validation_failed |
        | limit=many                         | 422    | validation_failed |
        | order=newest                       | 200    |                   |
        | order=random                       | 422    | validation_failed |
        | unknown=1                          | 422    | validation_failed |
        | q=level%3E%3Dwarn                  | 200    |                   |
        | q=(one                             | 422    | log_query_invalid |
        | q=/(/                              | 422    | log_query_invalid |
        | q=last:soon                        | 422    | log_query_invalid |
        | cursor=nobody                      | 400    | invalid_cursor    |
        | cursor=the cursor of another query | 400    | invalid_cursor    |
        | cursor=the cursor of another log   | 400    | invalid_cursor    |

    Scenario: The place of the fault
      Given a log of 5 entries
      When a client asks for entries with q=one%20(two
      Then its fault is at column 5

  Rule: A page is in the order that was asked for, and names the next one

    Scenario Outline: <query>
      Given a log of 5 entries
      When a client asks for entries with <query>
      Then she has the entries <entries>

      Examples:
        | query                | entries       |
        | nothing more         | 4, 3, 2, 1, 0 |
        | order=oldest         | 0, 1, 2, 3, 4 |
        | limit=2              | 4, 3          |
        | limit=2&order=oldest | 0, 1          |

    Scenario: The link to the next page
      Given a log of 5 entries
      When a client follows the link to the next page 5 times
      Then it has met the entries 0, 1, 2, 3, 4 once

  Rule: A download is a file

    Scenario: Its headers
      Given a log of 5 entries
      When a client downloads the log
      Then the answer is a text to keep under the name of the log, and no proxy stores it

  Rule: A client has 8 tails

    Scenario: One more
      Given a log of 5 entries
      When a client opens one tail more than it may have
      Then it is answered 429 too_many_tails
      And when it has closed one, another is answered 200
