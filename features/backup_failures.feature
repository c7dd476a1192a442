Feature: Backups that fail
  A backup that fails says so, by an exit code of its own for each kind of failure, and leaves what was taken before.

  Background:
    Given the shop has 1000 orders
    And Olaf has made a repository for its backups

  Rule: What is asked wrongly is refused with code 2

    Scenario Outline: <command>
      When Olaf runs "<command>" for the shop
      Then it is refused in one line that says "<fix>"

      Examples:
        | command                                        | fix                    |
        | tenstone backup                                | tenstone backup --help |
        | tenstone backup frobnicate                     | --help                 |
        | tenstone backup show                           | version                |
        | tenstone backup show shop                      | shop@42                |
        | tenstone backup forget                         | --plan                 |
        | tenstone backup forget shop@1 --apply          | --plan                 |
        | tenstone backup verify --part 3                | I/N                    |
        | tenstone backup verify --part 4/3              | I/N                    |
        | tenstone backup drill                          | exactly one database   |
        | tenstone backup take --backup-server=anything  | TENSTONE_BACKUP_SERVER |

  Rule: What cannot be done ends with code 1

    Scenario: A version that does not exist
      When Olaf runs "tenstone backup restore shop@7" for the shop
      Then it fails in one line that says "There is no version"

    Scenario: A folder without a repository
      Given Olaf has removed the repository
      When Olaf runs "tenstone backup take" for the shop
      Then it fails in one line that says "no backup repository"

    Scenario: The key of another repository
      Given Olaf has the key of another repository
      When Olaf runs "tenstone backup list" for the shop
      Then it fails in one line that says "not the one of this repository"

    Scenario: Data that cannot be backed up yet
      Given the shop has a large object
      When Olaf runs "tenstone backup take" for the shop
      Then it fails in one line that says "large objects"
      And there is no version, and no file of one

    Scenario: A repository is not made twice
      When Olaf runs "tenstone backup init" for the shop
      Then it fails in one line that says "not empty"

  Rule: Damage ends with code 3

    Scenario Outline: <verb>
      Given Olaf has taken a version of the shop
      And a bit of what it stored has flipped
      When Olaf runs "tenstone backup <verb>" for the shop
      Then it ends with code 3 and names "<words>"

      Examples:
        | verb           | words                |
        | verify         | lost with it: shop@1 |
        | drill          | damaged              |
        | restore shop@1 | damaged              |

  Rule: What was lost is stored again

    Scenario: A pack of the repository is lost
      Given Olaf has taken a version of the shop
      And the largest pack of the repository is lost
      When Olaf runs "tenstone backup take" for the shop
      Then it ends with code 0 and names "is missing"
      And each version can be restored

  Rule: A lock that another process holds ends with code 4

    Scenario: Two backups of one database at once
      Given another process is taking a version of the shop
      When Olaf runs "tenstone backup take" for the shop
      Then it ends with code 4 and names "a backup of shop has run since"

  Rule: A server that cannot be reached ends with code 5

    Scenario Outline: <verb>
      Given Olaf has taken a version of the shop
      And the server of the shop is away
      When Olaf runs "tenstone backup <verb>" for the shop
      Then it ends with code 5 and names "database"

      Examples:
        | verb             |
        | take             |
        | restore shop@1   |
        | drill            |
        | swap shop shop_r |

    Scenario Outline: "<verb>" needs no server
      Given Olaf has taken a version of the shop
      And the server of the shop is away
      When Olaf runs "tenstone backup <verb>" for the shop
      Then it succeeds and names "<words>"

      Examples:
        | verb          | words     |
        | list          | shop@1    |
        | show shop@1   | orders    |
        | verify        | no damage |
        | forget --plan | keep      |
        | prune         | marked    |

    Scenario: In production no server need be configured for what needs none
      Given Olaf has taken a version of the shop
      When Olaf lists the versions in production, where no server is configured
      Then it succeeds and names "shop@1"

    Scenario: In production a backup needs a server
      When Olaf takes a backup in production, where no server is configured
      Then it is refused in one line that says "TENSTONE_BACKUP_SERVER"

  Rule: A full disk ends with code 6

    Scenario: There is no room for a version
      Given the shop has 100000 more orders
      When Olaf takes a version and the disk is full
      Then it ends with code 6 and names "no space"
      And there is no version, and no file of one

    Scenario Outline: "<verb>" needs no room
      Given Olaf has taken a version of the shop
      When Olaf runs "tenstone backup <verb>" and the disk is full
      Then it ends with code 0 and names "<words>"

      Examples:
        | verb           | words             |
        | list           | shop@1            |
        | show shop@1    | orders            |
        | verify         | no damage         |
        | verify         | without a lock    |
        | restore shop@1 | 1000 rows         |

  Rule: The password of the server is not in the list of processes

    Scenario: While a version is taken
      Given the shop has 100000 more orders
      When Olaf takes a version with the password "blue-giraffe"
      Then a program of PostgreSQL has run, and "blue-giraffe" was in no list of processes

  Rule: A kill at any moment leaves no damage and no half version

    Scenario: Killed again and again
      Given the shop has 100000 more orders
      When the taking of a version is killed again and again
      Then the repository has no damage
      And each version can be restored
      And the next one leaves nothing behind of those that were killed
