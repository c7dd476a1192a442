Feature: The input of an action
  An action says in JSON Schema what it takes. What it does not take is refused before anything is queued, every fault at
  once; what it takes reaches its job digit for digit.

  Rule: Every fault of an input is named, at its place and with the rule that it breaks

    Scenario: Three faults in one order
      Given Mia is a member
      And Olaf has declared orders of 1 to 5 pieces, at a price of whole cents
      When Mia asks for 9 pieces at 0.001, by a voucher that orders do not have
      Then it is refused because her input breaks the rules
      And it names the most pieces, the cents and the voucher, each at its place
      And nothing is queued

    Scenario Outline: An order in <size>
      Given Mia is a member
      And Olaf has declared orders of the sizes S and M, of which only M is left
      When Mia orders the size <size>
      Then it is refused because her input breaks the rules

      Examples:
        | size |
        | S    |
        | L    |

  Rule: No digit of a number is lost

    Scenario Outline: <number>, <which>
      Given Mia is a member
      And Olaf has declared orders <which>
      When Mia orders a piece at <number>
      Then it eventually succeeds on attempt 1
      And its log shows <number>

      Examples:
        | number               | which                                        |
        | 1070468.14           | of 1 to 5 pieces, at a price of whole cents  |
        | 18446744073709551616 | of 1 to 5 pieces, at a price of whole cents  |
        | 18446744073709551616 | of anything                                  |
        | 0.10000000000000001  | of anything                                  |

    Scenario Outline: A number that nothing can hold, <which>
      Given Mia is a member
      And Olaf has declared orders <which>
      When Mia orders a piece at 1e400
      Then it is refused because a number has too many digits
      And nothing is queued

      Examples:
        | which                                       |
        | of 1 to 5 pieces, at a price of whole cents |
        | of anything                                 |

  Rule: What is no JSON is refused with line and column

    Scenario: A comma too many in an order
      Given Mia is a member
      And Olaf has declared orders of anything
      When Mia sends an order with a comma too many in its second line
      Then it is refused because its body cannot be read
      And it names line 2 and column 15

    Scenario: A colon that is missing in a declaration
      When Olaf declares orders without a colon in the third line
      Then it is refused because its body cannot be read
      And it names line 3 and column 7

    Scenario: A value that is missing in what Olaf starts by command
      When Olaf starts a greeting by command, with a value missing in its input
      Then it is refused in one line that says "--input: Line 1, column 4: expected a value"

  Rule: A schema that cannot be is refused, with the place of each fault

    Scenario: In a declaration
      When Olaf declares orders of a misspelt keyword and of a type that does not exist
      Then it is refused because its declaration is wrong
      And both are named with their place
