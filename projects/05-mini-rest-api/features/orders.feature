Feature: Orders
  A shop keeps its orders here. An order goes one way: placed, paid, shipped, delivered; until it is shipped it can be cancelled.

  Rule: What was placed can be read

    Scenario: Mia places an order
      When Mia orders 2 teapots at 12.50 and 1 cup at 4.00
      Then the order is placed, and its total is 29.00
      And Mia can read it where the answer says

    Scenario: An order that there is not
      When Mia reads an order that there is not
      Then it is refused because there is no such order

    Scenario: An order with two mistakes
      When Mia orders 0 teapots at 1.9999
      Then it is refused because of its quantity and its price, and nothing is placed

  Rule: The state of an order changes only along its way

    Scenario Outline: <from> to <to> is allowed
      Given Mia has an order that is <from>
      When she makes it <to>
      Then the order is <to>

      Examples:
        | from    | to        |
        | placed  | paid      |
        | paid    | shipped   |
        | shipped | delivered |
        | placed  | cancelled |
        | paid    | cancelled |

    Scenario Outline: <from> to <to> is not
      Given Mia has an order that is <from>
      When she makes it <to>
      Then it is refused because its state does not allow that
      And the order is still <from>

      Examples:
        | from      | to        |
        | placed    | delivered |
        | shipped   | cancelled |
        | delivered | placed    |
        | cancelled | paid      |

    Scenario: The same state again
      Given Mia has an order that is paid
      When she makes it paid
      Then the order is paid, and nothing about it has changed

    Scenario: Only a cancelled order is deleted
      Given Mia has an order that is cancelled
      When she deletes it
      Then it is gone

    Scenario: Deleting an order on its way
      Given Mia has an order that is shipped
      When she deletes it
      Then it is refused because its state does not allow that
      And the order is still shipped

    Scenario: Two people at once
      Given Mia has an order that is paid
      When Mia ships it and Nora cancels it at the same time
      Then one of them is refused, and the order is what the other made of it
