Feature: Pages of orders
  A list comes in pages. Whoever reads all of them sees each order that was there all the time, once.

  Rule: Pages are stable while others write

    Scenario: Orders are placed between two pages
      Given Mia has placed 5 orders
      And Nora has read the first 2 of Mia's orders, newest first
      And Mia has placed 3 more orders
      When Nora reads on to the end
      Then Nora has seen each of the first 5 orders once, and none of the others

    Scenario: Orders are deleted between two pages
      Given Mia has placed 5 orders
      And Nora has read the first 2 of Mia's orders, newest first
      And the orders that Nora has read were cancelled and deleted
      When Nora reads on to the end
      Then Nora has seen each of the first 5 orders once, and none of the others

  Rule: A list can be sorted and filtered by what is declared, and by nothing else

    Scenario: Oldest first
      Given Mia has placed 3 orders
      When Nora reads Mia's orders, oldest first, 2 a page
      Then Nora has seen them in the order in which they were placed

    Scenario: Largest first
      Given Mia has placed orders of 5.00, 20.00, 5.00 and 10.00
      When Nora reads Mia's orders, largest first, 2 a page
      Then Nora has seen 20.00, 10.00, 5.00 and 5.00

    Scenario: One state
      Given Mia has placed 3 orders
      And the second of them is paid
      When Nora reads Mia's orders that are paid
      Then Nora has seen the second one

    Scenario: A sort that is not declared
      When Nora reads the orders sorted by their notes
      Then it is refused because there is no such sort

  Rule: The last page says that it is the last

    Scenario: A last page that is exactly full
      Given Mia has placed 4 orders
      When Nora reads Mia's orders, newest first, 2 a page
      Then Nora has read 2 pages, and the last one led nowhere

  Rule: A cursor holds for the list that it was given for

    Scenario: An altered cursor
      Given Mia has placed 3 orders
      And Nora has read the first 2 of Mia's orders, newest first
      When Nora goes on with a letter of the cursor changed
      Then it is refused because that is no cursor of this list

    Scenario: The cursor of another list
      Given Mia has placed 3 orders
      And Nora has read the first 2 of Mia's orders, newest first
      When Nora goes on with the same cursor, oldest first
      Then it is refused because that is no cursor of this list
