@own-processes
Feature: The page that shows what each algorithm lets through
  Whoever learns sends bursts by a key and sees what gets through, also in a stretch that no window begins with.

  Rule: The page shows what was allowed, and what denied

    Scenario: A burst above the limit
      Given Mia has opened the page
      And she has chosen fixed
      When she sends a burst of 25 with one key
      Then the page shows 10 allowed and 15 denied
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Another algorithm's answer
      Given Mia has opened the page
      And she has chosen fixed
      And she has sent a burst of 25
      When she chooses another algorithm
      Then the page says that nothing was sent of it yet

  Rule: Around a window's end a fixed window lets more than its limit through, and a strict one does not

    Scenario: A fixed window
      Given Mia has opened the page
      And she has chosen fixed
      When she opens a window, sends 10 before it ends, and 10 after
      Then it shows that 20 passed within one window, which is too many

    Scenario: A strict limit
      Given Mia has opened the page
      And she has chosen strict
      When she opens a window, sends 10 before it ends, and 10 after
      Then it shows that no more than 10 passed within one window

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Mia has opened the page
      When she goes on from control to control by keyboard
      Then she meets the algorithms, and then each button once

    Scenario: A button after a choice
      Given Mia has opened the page
      When she chooses log with the arrow keys and sends one with the button
      Then the page shows 1 answer of log
      And nothing went wrong on the page, and it asked nobody else
