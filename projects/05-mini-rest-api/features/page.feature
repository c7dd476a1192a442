Feature: The page that shows a request's trace
  Whoever learns sends a request by keyboard, and sees each step that it took, how long it took, and which one refused it.

  Rule: The trace shows what a request met on its way, in and back

    Scenario: An order is placed
      Given Mia has opened the page of orders with her tokens
      When she places an order there
      Then the page shows each step from middleware to handler, with its time
      And nothing went wrong on the page, and it asked nobody else

  Rule: The trace shows what a refused request never reached

    Scenario Outline: An order <how>
      Given Mia has opened the page of orders with her tokens
      When she places an order there <how>
      Then the page marks the guard as the step that refused it
      And it shows that body, parameters and handler were never reached
      And nothing went wrong on the page, and it asked nobody else

      Examples:
        | how                             |
        | without a token                 |
        | with a token that can only read |

    Scenario: An order with two mistakes
      Given Mia has opened the page of orders with her tokens
      When she places an order there with two mistakes
      Then the page names the customer and the quantity as wrong
      And it shows that handler was never reached

  Rule: An order that is sent again is not placed again

    Scenario: The same key
      Given Mia has opened the page of orders with her tokens
      And she has placed an order there
      When she sends the same there again
      Then the page shows that order again, marked as replayed

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Mia has opened the page of orders with her tokens
      When she goes through the page of orders by keyboard
      Then she meets the tokens, each request once, its parts, and the button that sends it

    Scenario: An earlier request
      Given Mia has opened the page of orders with her tokens
      And she has placed an order there
      And she has been refused one without a token
      When she goes back to the earlier one by keyboard
      Then the page shows its order and its trace again
