Feature: Changes that lose nothing
  Two people may change one order. Whoever changes an order says which version of it was read; a newer one is not overwritten.

  Rule: A change names the version that it is based on

    Scenario: The version is the newest
      Given Mia has placed an order with the note "ring twice"
      When Mia changes the note to "leave it at the door"
      Then the order's note is "leave it at the door"

    # [snippet:lost]
    Scenario: Somebody else was first
      Given Mia has placed an order with the note "ring twice"
      And Nora has read it
      And Mia has changed the note to "leave it at the door"
      When Nora changes the note to "ring once"
      Then it is refused because the order has changed since she read it
      And the order's note is "leave it at the door"
    # [/snippet:lost]

    Scenario: No version is named
      Given Mia has placed an order with the note "ring twice"
      When Nora changes the note without saying which version she read
      Then it is refused because she must say which version she read

  Rule: A change says what it leaves, what it removes and what it sets

    Scenario: A note is removed
      Given Mia has placed an order with the note "ring twice"
      When Mia removes the note
      Then the order has no note, and everything else is as it was

    Scenario: A customer cannot be removed
      Given Mia has placed an order with the note "ring twice"
      When Mia removes the customer
      Then it is refused because an order has a customer

  Rule: Only a placed order is changed

    Scenario: An order that is paid
      Given Mia has an order that is paid
      When Mia changes the note to "too late"
      Then it is refused because its state does not allow that

  Rule: What has not changed is not sent again

    Scenario: An order read a second time
      Given Mia has placed an order with the note "ring twice"
      When Mia reads it again, and says which version she has
      Then she is told that nothing has changed
