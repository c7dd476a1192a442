Feature: What goes wrong with a backup
  A backup that failed must not look like one that worked, and it must not hurt those that were good.

  Rule: A backup that fails says why, and leaves no version and no file

    Scenario: PostgreSQL is away
      Given a backup tool whose PostgreSQL is away
      When Olaf tries to back up the shop's database
      Then the backup failed because PostgreSQL cannot be reached
      And there is no version of the shop
      And the status still names the shop

    Scenario: Somebody holds a lock
      Given a shop with customers and orders
      And somebody keeps the orders locked
      When Olaf tries to back up the shop's database
      Then the backup failed because a lock is held for too long
      And there is no version of the shop
      And no session of the backup tool is left in the shop

    Scenario: The disk is full
      Given the repository is on a disk of its own of 4 MiB
      And a shop with customers and orders
      And the shop has letters of 20 MB
      When Olaf tries to back up the shop's database
      Then the backup failed because the disk is full
      And there is no version of the shop
      And no unfinished file is left

  Rule: A backup that is cancelled leaves nothing behind

    Scenario: Olaf cancels it
      Given a shop with customers and orders
      And somebody keeps the orders locked
      When Olaf begins a backup and cancels it
      Then the run is shown as cancelled
      And there is no version of the shop
      And no unfinished file is left
      And no session of the backup tool is left in the shop

    Scenario: The backup tool is stopped
      Given a backup tool of his own
      And a shop with customers and orders
      And somebody keeps the orders locked
      When the backup tool is stopped while it backs up
      Then there is no version of the shop
      And no unfinished file is left
      And no session of the backup tool is left in the shop

  Rule: A kill at any moment leaves a good repository

    Scenario: Killed while it writes
      Given a backup tool of his own
      And a shop with customers and orders
      And the shop has letters of 20 MB
      When the backup tool is killed in the middle of a backup, and started again
      Then there is no version of the shop
      And a verification finds no damage
      And the next backup succeeds

  Rule: Damage is found, and never restored

    Scenario: A verification finds one byte
      Given a backup tool of his own
      And a shop with customers and orders
      And Olaf has backed up the shop's database
      And one byte of the repository has changed on the disk
      When Olaf verifies the repository
      Then the damage is found, and version 1 named as hit

    Scenario: A damaged version is not restored
      Given a backup tool of his own
      And a shop with customers and orders
      And Olaf has backed up the shop's database
      And one byte of the repository has changed on the disk
      When Olaf tries to restore version 1
      Then the restore failed because the backup is damaged, and no new database is left

    Scenario: One damaged version does not hide the others
      Given a backup tool of his own
      And a shop with customers and orders
      And Olaf has backed up the shop's database 2 times
      And the manifest of version 1 has been overwritten
      When Olaf looks at the list of backups
      Then the list still names versions 1 and 2, the first as damaged
