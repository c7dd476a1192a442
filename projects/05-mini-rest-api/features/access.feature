Feature: Access by token
  Programs show a token that Olaf made for them. It may read orders, write them, or both.

  Rule: Nothing is read or written without a token

    Scenario: No token
      When Nora reads the orders without a token
      Then it is refused because nobody knows her

    Scenario: A token that was made up
      When Nora reads the orders with a token that she made up
      Then it is refused because the token is none of this service

    Scenario: A flood of tokens that were made up
      Given Mia has a token that may read orders
      When 90 readings with as many tokens that were made up come from one address
      Then most of them are refused without a look, until a time that each is told
      And Mia still reads the orders from her own

    Scenario: A revoked token
      Given Mia has a token that may read orders
      And Olaf revokes it
      When Mia reads the orders
      Then it is refused because the token is none of this service

  Rule: A token does no more than it was made for

    Scenario: Writing with a token that may read
      Given Nora has a token that may read orders
      When Nora orders 1 teapot at 12.50
      Then it is refused because her token may not write

    Scenario: Reading with it
      Given Nora has a token that may read orders
      When Nora reads the orders
      Then she gets them

  Rule: What a token was used for can be looked up

    Scenario: A line of the log
      Given Mia has a token that may read orders
      When Mia reads the orders
      Then the log says that her token was used to read the orders

  Rule: Olaf makes tokens on the command line, and mistakes are one line

    Scenario: A scope that there is not
      When Olaf makes a token that may eat orders
      Then he is told in one line which scopes there are

    Scenario: A name that is taken
      Given Mia has a token that may read orders
      When Olaf makes another token of its name
      Then he is told in one line that there is a token of this name
