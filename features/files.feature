Feature: Files of actions
  An action may leave a file. Its organisation fetches it for a week. The database keeps the bytes; each machine keeps
  copies of what it has sent, so that the next time is quicker, and nothing depends on them.

  Rule: A file is there once its job has succeeded, for its organisation alone

    Scenario: A report is made and fetched
      Given Mia is a member
      When Mia starts an export as "csv"
      Then it eventually succeeds on attempt 1
      And its result says how many rows the report has
      And Mia fetches the report, under its name, and it lists the export

    Scenario: A member of another organisation
      Given Mia and Nora are members of different organisations
      And Mia has made a report
      When Nora fetches the report
      Then there is no such file

    @own-processes
    Scenario: The file of an attempt that failed
      Given Mia is a member
      And Mia has started an errand that fails once and leaves a file at each attempt
      When each pause passes
      Then it eventually succeeds on attempt 2
      And the file of attempt 2 is the only one that Mia sees

  Rule: A download is a part of it, or nothing where nothing changed, when that is asked for

    Scenario: A part of a report
      Given Mia has made a report
      When Mia fetches the bytes 3 to 12 of the report
      Then she gets these ten, and learns how long the report is

    Scenario: A part behind its end
      Given Mia has made a report
      When Mia fetches the bytes 1000000 to 1000009 of the report
      Then she is told how long the report is

    Scenario: A report that she has already
      Given Mia has made a report
      And Mia has fetched the report
      When Mia fetches the report unless it is the one that she has
      Then nothing is sent again

  Rule: Copies make it quicker, and nothing depends on them

    Scenario: The second time
      Given Mia has made a report
      And Mia has fetched the report
      When Mia fetches the report
      Then it is the same report, from the machine's copy

    Scenario: The copy was removed
      Given Mia has made a report
      And Mia has fetched the report
      And Olaf has emptied the cache of her organisation
      When Mia fetches the report
      Then it is the same report, from the database

    Scenario: The copy is damaged
      Given Mia has made a report
      And Mia has fetched the report
      And the copy on the disk is damaged
      When Mia fetches the report
      Then it is the same report, from the database

    @own-processes
    Scenario: Another machine, which made no copy
      Given Mia has made a report
      And Mia has fetched the report
      And there is an api on another machine
      When Mia fetches the report from the other machine
      Then it is the same report, from the database

    @own-processes
    Scenario: The folder for copies cannot be used
      Given the api's folder for copies cannot be used
      And Mia has made a report
      When Mia fetches the report
      Then it is the report, and no copy was made

  Rule: A file has a deadline

    @own-processes
    Scenario: A week later
      Given Mia has made a report
      And Mia has fetched the report
      When 8 days pass
      Then there is no such file any more, and the job names none

  Rule: Without the database nobody knows who may have it

    @own-platform
    Scenario: The database is away
      Given Mia has made a report
      And Mia has fetched the report
      When PostgreSQL is away and Mia fetches the report
      Then she is asked to try again later

  Rule: Two processes never work on one cache

    @own-processes
    Scenario: A second api on the same folder
      When a second api is started on the folder for copies of the first
      Then it does not start, and names the folder and the process that works on it

  Rule: An operator looks after the cache of a machine

    Scenario: What it holds
      Given Mia has made a report
      And Mia has fetched the report
      When Olaf lists the cache of her organisation
      Then the report's copy is in the list

    @own-processes
    Scenario: A damaged copy is found
      Given Mia has made a report
      And Mia has fetched the report
      And the copy on the disk is damaged
      When Olaf has the cache verified
      Then one damaged copy is found and put aside

    Scenario: The api does not run
      When Olaf asks for the cache of an api that does not run
      Then it fails in one line that says "Nothing answers"
