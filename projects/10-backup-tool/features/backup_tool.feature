Feature: Backup tool
  Olaf backs up the database of a shop: its data as they were at one moment, as numbered versions, and each of them
  can be brought back.

  # [snippet:seed]
  Rule: A backup holds the data of one moment

    @seed
    Scenario: Dump Postgres data
      Given a shop with customers and orders
      When Olaf backs up the shop's database
      Then the backup tool has version 1 of it with all 5000 rows

  Rule: Each backup is a version, and adds only what has changed

    @seed
    Scenario: Version snapshots
      Given a backup tool of his own
      And a shop with customers and orders
      And Olaf has backed up the shop's database
      And the shop sells 3 more articles
      When Olaf backs up the shop's database
      Then the backup tool lists version 1 and version 2, and the second added less than a fifth

  Rule: A version is restored beside the live database

    @seed
    # [snippet:restore]
    Scenario: Restore by version
      Given a shop with customers and orders
      And Olaf has backed up the shop's database
      And the shop sells 3 more articles
      And Olaf has backed up the shop's database
      And all orders of the shop are lost
      When Olaf restores version 1
      Then a new database holds what the shop had at version 1
      And the shop itself is as it was left
    # [/snippet:restore]
  # [/snippet:seed]

  Rule: A restored database takes the place of the live one, and that can be undone

    Scenario: The orders come back
      Given a shop with customers and orders
      And Olaf has backed up the shop's database
      And all orders of the shop are lost
      When Olaf restores version 1 in the place of the shop
      Then the shop holds what it had at version 1

    Scenario: It was the wrong version
      Given a shop with customers and orders
      And Olaf has backed up the shop's database
      And all orders of the shop are lost
      And Olaf has restored version 1 in the place of the shop
      When Olaf undoes that
      Then the shop itself is as it was left

  Rule: A drill proves that a version can be restored

    Scenario: All rows are compared
      Given a shop with customers and orders
      And Olaf has backed up the shop's database
      When Olaf drills version 1
      Then the drill found no difference, and version 1 counts as drilled
      And the database of the drill is gone

  Rule: Old versions go by rules, and never the pinned one, the newest one, or the newest that was drilled

    Scenario: The rules keep one
      Given the rules keep the last 1 versions
      And a shop with customers and orders
      And Olaf has backed up the shop's database 4 times
      And version 2 is pinned
      When Olaf has the old versions forgotten
      Then of the versions 4, 2 are left
