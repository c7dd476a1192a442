Feature: Orders that are placed once
  A program that got no answer sends its order again. It sends a key with it, so that the order is placed once.

  Rule: The same key places one order

    Scenario: The answer was lost
      Given Mia has placed an order with a key
      When Mia sends the same order with the same key
      Then she gets the first answer again, marked as replayed
      And one order is there

    Scenario: Many at once
      When Mia sends one order 20 times at the same time, with one key
      Then one order is there
      And each of the others was answered with it, or told to wait

    @own-processes
    Scenario: The process is killed while she orders
      Given Mia's orders are being sent again and again until they are answered
      When the process is killed and started again
      Then each of her keys has one order

  Rule: A key belongs to one order

    Scenario: Another order with the same key
      Given Mia has placed an order with a key
      When Mia sends another order with the same key
      Then it is refused because the key was used for something else

    Scenario: Somebody else's key
      Given Mia has placed an order with a key
      When Nora sends the same order with the same key
      Then two orders are there

    Scenario: No key
      When Mia sends an order without a key
      Then it is refused because a key is missing

  Rule: A refused order leaves its key free

    Scenario: The mistake is mended
      Given Mia was refused an order with a key
      When Mia sends it again without the mistake
      Then one order is there

  Rule: A key is remembered for a day

    @own-processes
    Scenario: The next day
      Given Mia has placed an order with a key
      And 25 hours have passed
      When Mia sends the same order with the same key
      Then two orders are there
