@own-processes
Feature: The page that shows flags and rollouts
  Whoever learns makes a flag, lets its share grow, sees who moves before anybody does, and brings back what was.

  Rule: The page opens with the token of its link, and shows it to nobody

    Scenario: The link that a development start prints
      When Mia opens the link of the flags' page
      Then the page shows that there is no flag
      And the flags' token stands no more in the address bar
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Without the link
      When Mia opens the flags' page without the token
      Then the flags' page asks her for the token

  Rule: A flag is made, switched and killed

    Scenario: The sample flag
      Given Mia has opened the link of the flags' page
      When she saves the sample flag there
      Then the page's list shows the flag, on for 10 %

    Scenario: Killed
      Given Mia has opened the link of the flags' page
      And she has saved the sample flag there
      When she kills the flag there
      Then the page's list shows the flag as killed
      And eventually the shop shows everybody the old checkout

    Scenario: After a reload
      Given Mia has opened the link of the flags' page
      And she has saved the sample flag there
      When she loads the page again
      Then the page still shows the flag that she had opened

  Rule: A share is tried before it is set

    Scenario: The slider
      Given Mia has opened the link of the flags' page
      And she has saved the sample flag there
      When she moves the slider to 25 % there
      Then about 150 of 1000 sample users are drawn as moving from off to on
      And the flag is still on for 10 %

    Scenario: A share that is tried stays while a decision is explained
      Given Mia has opened the link of the flags' page
      And she has saved the sample flag there
      And she has moved the slider to 25 % there
      When she has the flag explained for Mia there
      Then about 150 of 1000 sample users are drawn as moving from off to on

    Scenario: It is set
      Given Mia has opened the link of the flags' page
      And she has saved the sample flag there
      When she sets the share of 25 % there
      Then the bar shows 25 % on, and 75 % off

  Rule: It is explained why somebody gets a variant

    Scenario: Mia
      Given Mia has opened the link of the flags' page
      And she has saved the sample flag there
      When she has the flag explained for Mia there
      Then the page names the default, and draws the point that Mia has

  Rule: What was can be brought back

    Scenario: Roll back
      Given Mia has opened the link of the flags' page
      And she has saved the sample flag there
      And she has set the share of 25 % there
      When she rolls back to the first revision there
      Then the page's list shows the flag, on for 10 %

  Rule: Somebody else's change is not overwritten

    Scenario: Olaf was first
      Given Mia has opened the link of the flags' page
      And she has saved the sample flag there
      And Olaf has changed the flag while she edits it
      When she saves her change there
      Then the page says that somebody else has changed it, and shows what it is now

  Rule: What others write is text

    Scenario: A name that is a script
      Given a flag has a rule whose name is a script
      And Mia has opened the link of the flags' page
      When she opens the flag there
      Then the page shows the script as text

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Mia has opened the link of the flags' page
      When she goes through the flags' page by keyboard
      Then she meets each of the flags' first controls once
