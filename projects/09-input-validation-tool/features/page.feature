@own-processes
Feature: The page that shows faults while somebody types
  Whoever writes a schema sees at once what it says about data.

  Rule: The page opens with the token of its link, and shows it to nobody

    Scenario: The link that a development start prints
      When Mia opens the link of the validation page
      Then the page says that the data is valid
      And the validation page's token stands no more in the address bar
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Without the link
      When Mia opens the validation page without the token
      Then the validation page asks her for the token

  Rule: A fault stands where it is, while she types

    Scenario: In the data
      Given Mia has opened the link of the validation page
      When she writes data with two faults there
      Then the page marks both places in the data, and lists both faults
      And the page says that there are 2 faults

    Scenario: In the schema
      Given Mia has opened the link of the validation page
      When she misspells a keyword of the schema there
      Then the page marks the keyword in the schema, and says that the schema is none

    Scenario: It is mended
      Given Mia has opened the link of the validation page
      And she has written data with two faults there
      When she writes valid data there
      Then the page says that the data is valid
      And the page marks nothing

    Scenario: Answers that come out of order
      Given Mia has opened the link of the validation page
      And the answer to her first change comes late
      When she writes data with two faults there, and then valid data
      Then the page still says that the data is valid when both answers have come

    Scenario: What others write is text
      Given Mia has opened the link of the validation page
      When she writes data with a key that is a script there
      Then the page shows the key as text

  Rule: Schemas are kept, and their versions can be looked at

    Scenario: Two versions
      Given Mia has opened the link of the validation page
      And she has saved the schema as "signup" there
      When she changes the schema, saves it, and goes back to version 1 there
      Then the page shows the schema as she saved it first

    Scenario: A schema that is wrong
      Given Mia has opened the link of the validation page
      When she misspells a keyword of the schema there, and saves it
      Then the page says that it was not saved

  Rule: Rows are checked in bulk

    Scenario: The sample rows
      Given Mia has opened the link of the validation page
      And she has saved the schema as "signup" there
      When she has the sample rows checked there
      Then the page's report eventually counts 3 rows, 1 of them valid
      And it lists the faults of rows 2 and 3

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Mia has opened the link of the validation page
      When she goes through the validation page by keyboard
      Then she meets each of the validation page's first controls once

    Scenario: From fault to fault
      Given Mia has opened the link of the validation page
      And she has written data with two faults there
      When she goes to the next fault by keyboard, twice
      Then the second fault's value is selected
