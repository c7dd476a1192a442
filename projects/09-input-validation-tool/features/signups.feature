Feature: Signups
  The tea school takes signups for its courses. Whoever signs up hears of everything that is wrong, at once and each fault
  at its place, and what is kept is what was meant.

  Rule: A signup that fits is kept as it was meant

    Scenario: With a guest
      When Mia signs up for the green course with 2 seats and a guest
      Then she has signed up, with 2 seats and that guest

    Scenario: An address in capitals, with spaces around it
      When Mia signs up with an address in capitals and with spaces around it
      Then she has signed up, and her address is in small letters without spaces

    Scenario: What she leaves out
      When Mia signs up for the green course, and says nothing else but who she is
      Then she has signed up, with 1 seat, no guest and no newsletter

    Scenario: A second time
      Given Mia has signed up for the green course
      When she signs up for the green course again
      Then she is refused because she has signed up already

  Rule: Everything that is wrong is told at once

    # [snippet:promise]
    Scenario: Five faults
      When Mia signs up with faults in her course, her name, her seats, a guest's address and a key that nobody knows
      Then she is told of each of the 5 faults at its place, and nothing is kept
    # [/snippet:promise]

    Scenario Outline: <fault>
      When Mia signs up with <fault>
      Then she is told of the fault <code> at <place>, and nothing is kept

      Examples:
        | fault                                      | code            | place     |
        | a key that nobody knows                    | unknown_key     | newsleter |
        | a key twice                                | duplicate_key   | name      |
        | a text where a number belongs              | type            | seats     |
        | a number where a text belongs              | type            | name      |
        | a yes that is a text                       | type            | newsletter |
        | half a seat                                | type            | seats     |
        | no course                                  | required        | course    |
        | a course that there is not                 | enum            | course    |
        | a seat too many                            | range           | seats     |
        | an address without a domain                | email           | email     |
        | a donation of half a cent                  | fraction_digits | donation  |
        | more guests than seats                     | guests_seats    | guests    |
        | a guest of her own address                 | guests_twice    | guests    |

    Scenario: Rules across fields wait until each field is right
      When Mia signs up with more guests than seats and an empty name
      Then she is told of the fault length at name, and nothing is kept

    Scenario: More than it takes
      When Mia signs up with a name of 20 kB
      Then she is refused for its size

  Rule: A number keeps all of its digits

    Scenario: A voucher above what a double holds
      When Mia signs up with the voucher 9007199254740993
      Then she has signed up, with the voucher 9007199254740993

    Scenario: A number that is larger than any voucher
      When Mia signs up with the voucher 18446744073709551616
      Then she is told of the fault number_range at voucher, and nothing is kept

  Rule: An address has only text, so text is read there as what it means

    Scenario Outline: <filter>
      Given Mia has signed up with 3 seats and the newsletter, and Nora with 1 seat and without
      When Olaf lists the signups with <filter>
      Then he sees <who>

      Examples:
        | filter                        | who     |
        | at least "2" seats            | Mia     |
        | at least "1" seats            | both    |
        | the newsletter "true"         | Mia     |
        | the newsletter "0"            | Nora    |

    Scenario Outline: <filter>
      When Olaf lists the signups with <filter>
      Then he is told of the fault <code> at <place>

      Examples:
        | filter                      | code        | place      |
        | at least "two" seats        | type        | seats_from |
        | at least "9" seats          | range       | seats_from |
        | the newsletter "yes"        | type        | newsletter |
        | a filter that there is not  | unknown_key | seatsfrom  |
