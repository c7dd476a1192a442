Feature: Log viewer
  Mia looks for a fault in the logs of other programs. They are large, they grow while she reads, and no index was made of them.

  Rule: A page has the entries that were asked for, the newest first

    # [snippet:seed]
    Scenario: The errors of a day
      Given the shop's log has 1000 entries, of which those of the orders 7, 70 and 77 are errors
      When Mia asks for the errors in the shop's log
      Then she has those of the orders 77, 70 and 7, the newest first
    # [/snippet:seed]

  Rule: Entries of many programs have a time, a level and a message

    Scenario Outline: <program>
      Given a program writes its log as <line>
      When Mia reads it
      Then the entry is of half past seven, an <level>, and says: <message>

      Examples:
        | program        | line                                                                                             | level | message                          |
        | lines of JSON  | {"time":"2026-03-01T07:30:00Z","level":"error","msg":"mail failed"}                              | error | mail failed                      |
        | logfmt         | time=2026-03-01T07:30:00Z level=error msg="mail failed"                                          | error | mail failed                      |
        | a web server   | 192.0.2.7 - mia [01/Mar/2026:07:30:00 +0000] "GET /orders HTTP/1.1" 500 17 "-" "curl/7.88.1"     | error | GET /orders HTTP/1.1             |
        | PostgreSQL     | 2026-03-01 07:30:00.000 UTC [77] ERROR:  relation "orders" does not exist                        | error | relation "orders" does not exist |
        | syslog         | <11>1 2026-03-01T07:30:00Z shop mail 77 - - mail failed                                          | error | mail failed                      |
        | old syslog     | <11>Mar  1 07:30:00 shop mail[77]: mail failed                                                   | error | mail failed                      |
        | Python         | 2026-03-01 07:30:00,000 - shop.mail - ERROR - mail failed                                        | error | mail failed                      |
        | Java           | 2026-03-01 07:30:00.000 ERROR [main] shop.Mail - mail failed                                     | error | mail failed                      |
        | glog           | E0301 07:30:00.000000    77 mail.cpp:3] mail failed                                              | error | mail failed                      |

  Rule: Pages stay the same while the log changes

    Scenario Outline: From the newest entry on, while <what>
      Given the shop's log has 100 entries, and Mia has read the newest 9
      When she reads page after page to the end, while <what>
      Then she has met each of the 100 entries once, in their order

      Examples:
        | what                             |
        | nothing changes                  |
        | the shop writes on               |
        | the log is renamed by a rotation |
        | the log is copied by a rotation  |

    Scenario Outline: From the oldest entry on, while <what>
      Given the shop's log has 100 entries, and Mia has read the oldest 9
      When she reads page after page to the end, while <what>
      Then she has met each of the 100 entries once, and then those that were written meanwhile

      Examples:
        | what                             |
        | the shop writes on               |
        | the log is renamed by a rotation |
        | the log is copied by a rotation  |

  Rule: A place that is gone is told, with the way back

    Scenario: The log is truncated
      Given the shop's log has 100 entries, and Mia has read the newest 9
      When the log is truncated, and she asks for the next page
      Then she learns that her place is gone, and which file is the oldest one now
      And from there she reads the log anew

    Scenario: The log is deleted
      Given the shop's log has 100 entries, and Mia has read the newest 9
      When the log is deleted, and she asks for the next page
      Then she learns that there is no such log

  Rule: Any bytes are shown as well as they can be

    Scenario Outline: <what>
      Given a log with <what>
      When Mia reads it
      Then she has both of its entries, and the strange one as well as it can be shown

      Examples:
        | what                               |
        | bytes that are no text             |
        | a NUL                              |
        | a line of 3 MiB                    |
        | no line end at its end             |
        | a carriage return at each line end |

    Scenario: Nothing at all
      Given an empty log
      When Mia reads it
      Then she has no entry, and is told that there are no more

  Rule: A rare match holds nobody up

    Scenario Outline: One entry in a large log, by <query>
      Given a log of 8 MiB, whose oldest entry alone names order 4711, and a viewer that reads 1 MiB for each request
      When Mia looks for that order by <query>, page after page
      Then each answer has read a part of the log and says how much is left, and the last one has the entry

      Examples:
        | query              |
        | "order 4711"       |
        | /order \d+ is paid/ |

  Rule: Secrets leave by no way, and no search finds them

    Scenario Outline: <way>
      Given a log into which a program has written passwords and tokens
      When Mia looks at <way> of the secrets
      Then she sees that something was there, and no secret

      Examples:
        | way                     |
        | the page of entries     |
        | the context of an entry |
        | a tail                  |
        | a download              |

    Scenario Outline: A search for <what>
      Given a log into which a program has written passwords and tokens
      When Mia searches for <what>
      Then nothing is found, counted or downloaded

      Examples:
        | what                         |
        | a password that stands in it |
        | a part of it                 |
        | a field by it                |
        | a pattern that it fits       |
