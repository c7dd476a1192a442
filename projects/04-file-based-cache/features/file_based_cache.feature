Feature: File-based cache
  Mia's programs keep what took them long to make. Each entry is one file, and it lives as long as its writer says.

  Rule: What was stored is read again, as it was

    # [snippet:seed]
    Scenario: A stored report
      Given Mia has stored a report
      When Mia reads the report
      Then it is a hit with what she stored
    # [/snippet:seed]

    Scenario Outline: A report of <size>
      Given Mia has stored a report of <size>
      When Mia reads the report
      Then it is a hit with what she stored

      Examples:
        | size      |
        | 0 bytes   |
        | 1 byte    |
        | 64 KiB    |
        | 256 KiB   |
        | 3 MiB     |

    Scenario: Nobody has stored it
      When Mia reads the report
      Then it is a miss because it is absent

    Scenario: A newer report takes its place
      Given Mia has stored a report
      And Mia has stored a newer report under the same key
      When Mia reads the report
      Then it is a hit with the newer report

    Scenario: The report is removed
      Given Mia has stored a report
      And Mia has removed the report
      When Mia reads the report
      Then it is a miss because it is absent

    Scenario: Another namespace has a report of the same key
      Given Mia has stored a report
      When Mia reads the report of another namespace
      Then it is a miss because it is absent

  Rule: An entry lives as long as its writer says

    Scenario: Its time is not over
      Given Mia has stored a report for 60 seconds
      And 50 seconds have passed
      When Mia reads the report
      Then it is a hit that lives for 10 more seconds

    Scenario: Its time is over
      Given Mia has stored a report for 60 seconds
      And 60 seconds have passed
      When Mia reads the report
      Then it is a miss because it is expired

    Scenario: Its writer says nothing about its time
      Given Mia has stored a report
      And 59 minutes have passed
      When Mia reads the report
      Then it is a hit that lives for 60 more seconds

    Scenario: It is stored once more in time
      Given Mia has stored a report for 60 seconds
      And 50 seconds have passed
      And Mia has stored the report again for 60 seconds
      When 50 seconds pass
      Then the report is a hit

    @own-processes
    Scenario: The service was restarted meanwhile
      Given Mia has stored a report for 60 seconds
      And the cache has been restarted
      When 60 seconds pass
      Then the report is a miss

  Rule: What has expired leaves the disk, also when nobody reads it again

    @own-processes
    Scenario: The periodic clean-up
      Given Olaf has the cache cleaned up often
      And Mia has stored 350 reports for 60 seconds
      And Mia has stored a report for 1 hour
      When 60 seconds pass
      Then eventually one file of an entry is left
      And the report is a hit

  Rule: What is stored outlives the process

    @own-processes
    Scenario: The service is restarted
      Given Mia has stored a report
      When the cache is restarted
      Then the report is a hit

    @own-processes
    Scenario: The service is killed
      Given Mia has stored a report
      When the cache is killed and started again
      Then the report is a hit
