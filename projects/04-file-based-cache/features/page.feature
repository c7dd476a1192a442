@own-processes
Feature: The page that shows what becomes of entries
  Whoever learns stores entries and sees each become a hit, and then a miss: expired, invalidated, evicted or damaged.

  Rule: The page opens with the token of its link, and shows it to nobody

    Scenario: The link that a development start prints
      When Mia opens the link of the cache's page
      Then the page lists no entries yet
      And the token stands no more in the address bar
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Without the link
      When Mia opens the cache's page without the token
      Then the page asks her for the token

    Scenario: She types it
      Given Mia has opened the cache's page without the token
      When she types the token
      Then the page lists no entries yet

  Rule: Each way out of the cache can be seen

    Scenario: A hit
      Given Mia has opened the link of the cache's page
      When she stores an entry there and reads it
      Then the page counts 1 hit and shows the entry as it was stored

    Scenario: An entry expires
      Given Mia has opened the link of the cache's page
      And she has stored an entry there for 5 seconds
      When 5 seconds pass and she reads it there
      Then the page counts a miss because it is expired

    Scenario: A tag is invalidated
      Given Mia has opened the link of the cache's page
      And she has stored an entry there
      When she invalidates its tag there and reads it
      Then the page counts a miss because it is invalidated

    Scenario: An entry is damaged
      Given Mia has opened the link of the cache's page
      And she has stored an entry there
      When she damages it there and reads it
      Then the page counts a miss because it is corrupt
      And the page says that 1 file was put aside

    Scenario: The cache is filled
      Given Mia has opened the link of the cache's page
      And she has stored an entry there
      When she fills the cache there
      Then the page counts evictions

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Mia has opened the link of the cache's page
      When she goes through the cache's page by keyboard
      Then she meets each of its controls once
