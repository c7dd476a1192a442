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

  Rule: A drill proves that a version restores

    Scenario: A good version
      Given Olaf has opened the shop's backups on the page
      And he has taken a version there
      When he drills version 1 there
      Then the page says that version 1 is as the shop was
      And version 1 is marked as drilled there
