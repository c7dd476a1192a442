Feature: Requests that are refused
  What is wrong with a request is said at its place, all of it at once. Nothing of it is kept.

  Rule: A fault is shown at its place

    Scenario Outline: A reminder with <what>
      When Mia makes a reminder with <what>
      Then the reminder is refused, and the fault is at <place>

      Examples:
        | what                                    | place                       |
        | no title                                | its title                   |
        | a title of 201 letters                  | its title                   |
        | a body of more than 4 KiB               | its body                    |
        | a thirteenth month                      | its rule                    |
        | a zone that nobody knows                | its zone                    |
        | a rule without a zone                   | its zone                    |
        | a day and a rule at once                | its times                   |
        | no time at all                          | its times and its zone      |
        | an e-mail channel without an address    | the address of its channel  |
        | a channel that is not there             | the kind of its channel     |
        | a single time that is to come both ways | the choice for such nights  |

    Scenario: Two faults
      When Mia makes a reminder with no title and a thirteenth month
      Then the reminder is refused, and the faults are at its title and its rule

    Scenario Outline: A channel that cannot be: <what>
      When Mia makes a reminder with <what>
      Then the reminder is refused because <reason>

      Examples:
        | what                           | reason                    |
        | an address that is none        | no mail can go there      |
        | an endpoint that nobody has    | there is no such endpoint |

  Rule: Many at once are made all, or none

    Scenario: One of 1000 is wrong
      When Mia makes 1000 reminders at once, and the last one names an endpoint that nobody has
      Then the reminder is refused because there is no such endpoint
      And none of them is in the list

  Rule: The list goes on where a page ends

    @own-processes
    Scenario: Active ones, page by page
      Given Mia has 25 reminders in the log, due within the next 10 minutes
      And Mia has cancelled 5 of them
      When Mia reads the active ones, 7 at a time
      Then she sees the 20 others, each once, the newest first

  Rule: Who asks shows a token

    Scenario Outline: <how>
      When somebody makes a reminder <how>
      Then it is turned away because <reason>

      Examples:
        | how                           | reason                  |
        | without a token               | it needs a token        |
        | with a token that nobody made | its token is not known  |

    @fresh
    Scenario: A token that may read
      Given Olaf runs the reminder app in production, with a token for reading and one for all
      And Mia has a reminder in the log that is due in 5 minutes
      When somebody cancels it with the token for reading
      Then it is turned away because its token may only read
      And with that token it is read

    @fresh
    Scenario: Production without tokens
      When Olaf starts the reminder app in production without a token
      Then it does not start, and says how a token is made
