Feature: Backups with one command
  Olaf the operator takes versions of a database, restores them, and proves that they can be restored. One command does it
  on the repository itself, without a service.

  Background:
    Given the shop has 1000 orders
    And Olaf has made a repository for its backups

  Rule: What was taken can be restored

    Scenario: A version is taken
      When Olaf runs "tenstone backup take" for the shop
      Then it succeeds and names "shop@1" and "1000 rows"

    Scenario: A version is restored beside the live database
      Given Olaf has taken a version of the shop
      And all orders have been lost since
      When Olaf runs "tenstone backup restore shop@latest" for the shop
      Then it succeeds and names "1000 rows"
      And the restored shop has 1000 orders, and the live one has 0

    Scenario: A version takes the place of the live database
      Given Olaf has taken a version of the shop
      And all orders have been lost since
      When Olaf runs "tenstone backup restore shop@1 --swap" for the shop
      Then it succeeds and names "the former database is shop__old_"
      And the live shop has 1000 orders

    Scenario: A swap is undone
      Given Olaf has taken a version of the shop
      And all orders have been lost since
      And Olaf has put that version in the place of the live shop
      When Olaf undoes the swap
      Then it succeeds and names "the database that was live is shop__undone_"
      And the live shop has 0 orders

    Scenario: A restored database is put in place later
      Given Olaf has taken a version of the shop
      And all orders have been lost since
      And Olaf has restored that version beside it
      When Olaf puts the restored database in the place of the live shop
      Then it succeeds and names "the former database is shop__old_"
      And the live shop has 1000 orders

    Scenario: A database that exists is written to only on purpose
      Given Olaf has taken a version of the shop
      And there is an empty database "shop_copy"
      When Olaf runs "tenstone backup restore shop@1 --into shop_copy" for the shop
      Then it is refused in one line that says "--i-know"
      And the database "shop_copy" is still empty

    Scenario: A database that exists is written to
      Given Olaf has taken a version of the shop
      And there is an empty database "shop_copy"
      When Olaf runs "tenstone backup restore shop@1 --into shop_copy --i-know" for the shop
      Then it succeeds and names "1000 rows"
      And the database "shop_copy" has 1000 orders

  Rule: A drill proves that a version can be restored

    Scenario: A drill of the newest version
      Given Olaf has taken 2 versions of the shop
      When Olaf runs "tenstone backup drill" for the shop
      Then it succeeds and names "shop@2" and "all is the same"
      And nothing but the shop itself is on the server
      And the newest version that a drill restored is "shop@2"

  Rule: Olaf decides which versions stay

    Scenario: The newest version is listed first
      Given Olaf has taken 2 versions of the shop
      When Olaf runs "tenstone backup list" for the shop
      Then it lists "shop@2" before "shop@1"

    Scenario: A version is shown with all that is in it
      Given Olaf has taken a version of the shop
      When Olaf runs "tenstone backup show shop@latest" for the shop
      Then it succeeds and names "orders" and "1 sequences"

    Scenario: A version of Olaf's choice is forgotten
      Given Olaf has taken 2 versions of the shop
      When Olaf runs "tenstone backup forget shop@1" for the shop
      Then it succeeds and names "shop@1 is forgotten"
      And the versions of the shop are "shop@2"

    Scenario: A pinned version is not forgotten
      Given Olaf has taken 2 versions of the shop
      And Olaf has pinned "shop@1"
      When Olaf runs "tenstone backup forget shop@1" for the shop
      Then it fails in one line that says "unpin it first"

    Scenario: A version that is no longer pinned is forgotten
      Given Olaf has taken 2 versions of the shop
      And Olaf has pinned "shop@1"
      And Olaf has unpinned "shop@1"
      When Olaf runs "tenstone backup forget shop@1" for the shop
      Then it succeeds and names "shop@1 is forgotten"

    Scenario: The newest version is not forgotten
      Given Olaf has taken 2 versions of the shop
      When Olaf runs "tenstone backup forget shop@2" for the shop
      Then it fails in one line that says "newest version"

    Scenario: The plan says what goes, and forgets nothing
      Given the rules keep 1 version
      And Olaf has taken 2 versions of the shop
      When Olaf runs "tenstone backup forget --plan" for the shop
      Then it succeeds and names "forget  shop@1" and "no rule keeps it"
      And the versions of the shop are "shop@2, shop@1"

    Scenario: The plan is applied
      Given the rules keep 1 version
      And Olaf has taken 2 versions of the shop
      When Olaf runs "tenstone backup forget --apply" for the shop
      Then it succeeds and names "shop@1 is forgotten"
      And the versions of the shop are "shop@2"

    Scenario: What no version needs is marked first
      Given Olaf has taken a version of the shop
      And all orders have been replaced since
      And Olaf has taken a version of the shop
      And Olaf has forgotten "shop@1"
      When Olaf runs "tenstone backup prune" for the shop
      Then it succeeds and names "1 packs marked" and "0 deleted"

  Rule: The repository is verified

    Scenario Outline: <share>
      Given Olaf has taken a version of the shop
      When Olaf runs "tenstone backup verify <option>" for the shop
      Then it succeeds and names "1 versions" and "no damage"

      Examples:
        | share       | option        |
        | All of it   |               |
        | A part only | --part 3/28   |

  Rule: Programs can read the answers

    Scenario: A program asks for the versions
      Given Olaf has taken a version of the shop
      When a program asks for the versions of the shop
      Then it reads 1 version with 1000 rows

  Rule: Ctrl-C leaves nothing behind

    Scenario: A version is being taken
      Given the shop has 100000 more orders
      When Olaf presses Ctrl-C while a version is being taken
      Then it fails in one line that says "cancelled"
      And there is no version, and no file of one
