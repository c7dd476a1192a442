@own-processes
Feature: Invalidation
  Mia's data has changed, so what was made of it must not be read any more. She names entries by tags, by the beginning
  of their keys, or all of a namespace. It costs the same for one entry and for a thousand.

  Rule: Entries are invalidated by what they are about

    Scenario: By a tag
      Given Mia has stored 1000 reports, every second one about teapots
      When Mia invalidates what is about teapots
      Then those about teapots are misses because they are invalidated
      And the others are hits

    Scenario: By the beginning of their keys
      Given Mia has stored 1000 reports, 100 of each year from 2016 on
      When Mia invalidates those of 2020
      Then those of 2020 are misses because they are invalidated
      And the others are hits

    Scenario: All of a namespace
      Given Mia has stored 1000 reports
      And Nora has stored a report in a namespace of her own
      When Mia invalidates all of hers
      Then all 1000 are misses because they are invalidated
      And Nora's report is a hit

  Rule: What is stored afterwards is not meant

    Scenario: The report is made again
      Given Mia has stored a report about teapots
      And Mia has invalidated what is about teapots
      When Mia stores a newer report about teapots
      Then the newer report is a hit

  Rule: Whoever had begun to write before has come too late

    Scenario: A report on its way
      Given Mia has sent half of a report about teapots
      And Mia has invalidated what is about teapots
      When Mia sends the other half
      Then the report is a miss

  Rule: An invalidation is never forgotten

    Scenario: The service is killed right behind it
      Given Mia has stored a report about teapots
      And Mia has invalidated what is about teapots
      When the cache is killed and started again
      Then the report is a miss

    Scenario: The clock is set right
      Given the clock is 1 hour ahead
      And Mia has stored a report for 2 hours about teapots
      And Mia has invalidated what is about teapots
      When the clock is set right
      Then the report is a miss

  Rule: What was invalidated leaves the disk by itself

    Scenario: The periodic clean-up
      Given Olaf has the cache cleaned up often
      And Mia has stored 100 reports
      When Mia invalidates all of hers
      Then eventually no file of an entry is left
