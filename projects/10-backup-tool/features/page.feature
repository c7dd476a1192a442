Feature: The page that shows backups
  Olaf the operator takes versions of the shop's database, sees what each added, proves that one restores, and puts it in the place of the live database.

  Rule: The page opens with the token of its link, and shows it to nobody

    Scenario: The link that a development start prints
      When Olaf opens the link of the backup page
      Then the backup page can take a version
      And the backup tool's token stands no more in the address bar
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Without the link
      When Olaf opens the backup page without the token
      Then the backup page asks him for the token

  Rule: Versions stand on a time line with what each added

    Scenario: The first version
      Given Olaf has opened the shop's backups on the page
      When he takes a version there
      Then version 1 stands on the time line there
      And the page says how old the newest version is

    Scenario: A second version of a shop that has changed little
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      And the shop has sold 3 orders more
      When he takes a version there
      Then version 2 stands on the time line there, and added less than half of what version 1 added

    Scenario: What is in a version
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      When he opens version 1 there by keyboard
      Then the page lists the shop's orders with their number

    Scenario: A shop that cannot be reached
      Given Olaf has opened the page of a backup tool whose databases are away
      When he tries to take a version there
      Then the page says that the server of the databases cannot be reached
      And the page says that there is no version yet

  Rule: A drill proves that a version restores

    Scenario: A good version
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      When he drills version 1 there
      Then the page says that version 1 is as the shop was
      And version 1 is marked as drilled there

  Rule: What is restored stands beside the live database until somebody puts it in its place

    Scenario: A restore leaves the shop as it is
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      And the shop has lost its orders
      When he restores version 1 there
      Then the page names the new database, and offers to put it in the place of the shop
      And the shop has no orders

    Scenario: Put in the place of the shop
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      And the shop has lost its orders
      And he has restored version 1 there
      When he puts it in the place of the shop there
      Then the shop has its orders again

    Scenario: Undone
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      And the shop has sold 3 orders more
      And he has restored version 1 there and put it in the place of the shop
      When he undoes it there
      Then the shop has 3 orders more than version 1

    Scenario: What would happen is said first
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      When he asks the page for a restore of version 1, reads what happens, and declines
      Then the page has run nothing but the backup

  Rule: A version goes only when he says so, and the newest never

    Scenario: The newest version
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      When he opens version 1 there by keyboard
      Then the page offers no way to forget it, and says why

    Scenario: An old version
      Given Olaf has opened the shop's backups on the page
      And he has taken 2 versions there
      When he forgets version 1 there
      Then version 2 stands on the time line alone there

    Scenario: The plan of the retention
      Given Olaf has opened the shop's backups on the page
      And he has taken 2 versions there
      When he asks the page for the plan
      Then the page lists both versions, and says why each stays

  Rule: A token that may only read changes nothing

    Scenario: A version
      Given Olaf has opened the shop's backups on the page, with a token that may only read
      When he tries to take a version there
      Then the page says that his token may only read
      And the page says that there is no version yet

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Olaf has opened the shop's backups on the page
      And he has taken 2 versions there
      When he goes through the backup page by keyboard
      Then he meets each of its controls once, and the time line as one
