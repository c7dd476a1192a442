Feature: The inbox
  Olaf sees what came, what became of it and what failed. He has it handled again, one event or all that failed.

  Rule: The inbox is searched by source, type and state

    Scenario Outline: By <what>
      Given the payment service is a source
      And the payment service has sent 2 payments, a refund and a payment without an amount
      When Olaf looks for the events of <what>
      Then he sees <count> of them

      Examples:
        | what                     | count |
        | the source               | 4     |
        | the type of a refund     | 1     |
        | the state of a failed one | 1    |
        | another source           | 0     |

    Scenario: By its conflicts
      Given the payment service is a source
      And the payment service has sent a payment
      And the payment service has sent another amount under the same id
      When Olaf looks for the conflicts
      Then he sees 1 of them

    Scenario: Page by page
      Given the payment service is a source
      And the payment service has sent 7 payments
      When Olaf reads the inbox in pages of 3 while another payment comes
      Then he sees each of the 7 once, the newest first

  Rule: What fails for now is tried again, and what fails for good is put aside

    @own-processes
    Scenario: The work fails twice
      Given the payment service is a source
      And the payment service has sent a payment whose work fails 2 times
      When time passes until the event has ended
      Then the event succeeded on attempt 3
      And eventually the payment is kept once

    Scenario: A payment that is none
      Given the payment service is a source
      When the payment service sends a payment without an amount
      Then the event is accepted
      And eventually the event has failed on attempt 1, and the inbox says why

    Scenario: An event that nobody needs
      Given Olaf has added GitHub as a source
      When GitHub sends an event
      Then the event is accepted
      And eventually the event has succeeded on attempt 1

  Rule: Olaf has an event handled again

    Scenario: One that failed
      Given the payment service is a source
      And a payment without an amount has failed
      When Olaf replays it
      Then eventually the event has failed on attempt 2, and the inbox says why

    Scenario: One that succeeded
      Given the payment service is a source
      And the payment service has sent a payment, which was kept
      When Olaf replays it
      Then eventually the event has been handled again
      And the payment is kept once

    @own-processes
    Scenario: All that failed
      Given the payment service is a source
      And the work of 3 payments has failed until the end
      When Olaf has all failed events handled again
      Then 3 events are handled again
      And eventually 3 payments are kept

  Rule: The inbox is for those who have a token

    Scenario: Without a token
      Given the payment service is a source
      When somebody without a token looks for the events of the source
      Then nothing is shown
