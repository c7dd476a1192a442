@own-processes
Feature: Space
  Olaf gives the cache so much of the disk. It never takes more, and what it cannot store stops nobody from reading.

  Rule: When the space is used up, the entries go that nobody reads

    Scenario: More is stored than there is space for
      Given Olaf has given the cache 8 MiB
      And Mia has stored 20 reports of 256 KiB
      And Mia has read the first 5 of them
      When Mia stores 40 more reports of 256 KiB
      Then no more than 8 MiB of the disk are used
      And the 5 that she has read are hits
      And Olaf sees why the others were evicted

    Scenario: More entries than there may be
      Given Olaf has given the cache room for 100 entries
      When Mia stores 250 reports
      Then no more than 100 entries are there

    Scenario: The space holds after a restart, too
      Given Olaf has given the cache 8 MiB
      And Mia has stored 30 reports of 256 KiB
      When the cache is restarted and Mia stores 10 more reports of 256 KiB
      Then no more than 8 MiB of the disk are used

  Rule: An entry that is too large is refused before it is sent

    Scenario: Larger than an entry may be
      Given Olaf has allowed entries of 1 MiB
      When Mia announces a report of 1025 KiB and waits to be asked for it
      Then she is refused because it is too large
      And she was not asked for its bytes

  Rule: A full disk stops nobody from reading

    Scenario: Less of the disk is free than Olaf wants
      Given Mia has stored a report
      And Olaf wants more of the disk free than there is
      When Mia announces a report of 320 KiB and waits to be asked for it
      Then she is refused because there is no space
      And she was not asked for its bytes
      And the report is a hit, or was evicted

    Scenario: The disk itself is full
      Given the entries are on a disk of their own of 4 MiB
      And Mia has stored 3 reports of 64 KiB
      And somebody else has filled the disk
      When Mia stores a report of 512 KiB
      Then she is refused because there is no space
      And each of the 3 reports is a hit, or was evicted
      And no file that was half written is left
