Feature: Orders

  Rule: An order is carried out by a worker

    Scenario: Mia orders tea
      When Mia orders 2 of "tea"
      Then the order is eventually packed as 2 of "tea"

  Rule: What cannot be packed is refused

    Scenario: Mia forgets what she wants
      When Mia orders 2 of ""
      Then it is refused because of its item

    Scenario: Mia asks for nothing but a blank
      When Mia orders 2 of " "
      Then the order eventually fails because of its item
