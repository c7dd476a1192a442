Feature: The command line
  What Olaf the operator does, he does with one command, which explains itself.

  Rule: Every verb explains itself

    Scenario Outline: <verb>
      When Olaf runs "tenstone <verb> --help"
      Then it succeeds and shows how "<verb>" is used

      Examples:
        | verb     |
        | up       |
        | api      |
        | worker   |
        | migrate  |
        | health   |
        | doctor   |
        | routes   |
        | user     |
        | action   |
        | job      |
        | cache    |
        | audit    |
        | log      |
        | backup   |
        | validate |
        | config   |
        | services |
        | down     |
        | reset    |
        | new      |

    Scenario: All of them
      When Olaf runs "tenstone --help"
      Then it succeeds and names every verb

  Rule: Bad use is answered in one line with the fix

    Scenario Outline: <command>
      When Olaf runs "<command>"
      Then it is refused in one line that says "<fix>"

      Examples:
        | command                                                   | fix             |
        | tenstone                                                  | tenstone --help |
        | tenstone frobnicate                                       | frobnicate      |
        | tenstone user frobnicate                                  | --help          |
        | tenstone user add                                         | email           |
        | tenstone user add mia                                     | name@example    |
        | tenstone action run hello                                 | --as            |
        | tenstone job show                                         | id              |
        | tenstone job show 42                                      | 42              |
        | tenstone job show -- 42                                   | 42              |
        | tenstone job show -- --id                                 | --id            |
        | tenstone health -- now                                    | now             |
        | tenstone cache ls                                         | namespace       |
        | tenstone cache purge 018bcfe5-6800-7000-8000-000000000000 | --all           |
        | tenstone webhook inbox                                    | --as            |
        | tenstone webhook verify                                   | --secret        |
        | tenstone new tea                                          | --platform      |
        | tenstone log cat                                          | log             |
        | tenstone log grep word baker                              | tenstone log ls |

  Rule: An answer that cannot be written is no success

    Scenario Outline: The disk of the output is full: <command>
      When Olaf runs "<command>" with its output on a full disk
      Then it fails in one line that says "No space left on device"

      Examples:
        | command            |
        | tenstone --help    |
        | tenstone --version |
        | tenstone errors    |
        | tenstone config    |

  Rule: Settings that cannot be are named all at once

    Scenario: One that does not exist and one with a value that cannot be
      When Olaf runs "tenstone api --frobnicate --http-port=ten"
      Then it is refused and names "--frobnicate" and "--http-port"

  Rule: A file of settings is read as shells and Compose read it

    Scenario Outline: <shape>
      Given Olaf has a file of settings with the line "<line>"
      When Olaf looks at the settings of that file
      Then it succeeds and names "<setting>" and the line of that file

      Examples:
        | shape               | line                                 | setting        |
        | a comment behind it | TENSTONE_HTTP_ADDRESS=::1 # loopback | ::1            |
        | quotes              | TENSTONE_LOG_FILE='a b.log'          | a b.log        |
        | an export           | export PORT=4000                     | 4000           |

    Scenario: A quote that is not closed
      Given Olaf has a file of settings with the line "TENSTONE_LOG_FILE='a.log"
      When Olaf looks at the settings of that file
      Then it is refused and names the line of that file and "close it"

  Rule: No output shows a password of a setting

    Scenario Outline: <mistake>
      When Olaf runs "<verb>" with the database URL "<url>"
      Then it fails, names "DATABASE_URL" and does not show "hunter2"

      Examples:
        | mistake                 | verb           | url                                  |
        | a scheme that is wrong  | doctor         | postgress://mia:hunter2@db/shop      |
        | a slash in the password | doctor         | postgres://mia:hunter2/x@db/shop     |
        | a percent sign in it    | doctor         | postgres://mia:hunter2%zz@db/shop    |
        | two verbs, one mistake  | migrate        | postgress://mia:hunter2@db/shop      |
        | a port that is none     | user add a@b.c | postgres://mia@db:hunter2/shop       |

  Rule: Olaf lets people in and shuts them out

    Scenario: A new member
      When Olaf adds Mia as a user
      Then Mia can start a greeting

    Scenario: A second token
      Given Mia is a member
      When Olaf gives Mia another token
      Then each of Mia's tokens starts a greeting

    Scenario: A revoked token
      Given Mia is a member
      And Olaf has given Mia another token
      When Olaf revokes Mia's first token
      Then only Mia's second token starts a greeting

    Scenario: Someone who is there already
      Given Mia is a member
      When Olaf adds Mia once more
      Then it fails in one line that says "There is an account"

  Rule: Whoever joins an organisation shares it with those who are there

    Scenario: A second member
      Given Mia belongs to an organisation
      When Olaf adds Nora to that organisation by its name
      Then each of the two sees the greetings that the other starts

    Scenario: By its id
      Given Mia belongs to an organisation
      When Olaf adds Nora to that organisation by its id
      Then each of the two sees the greetings that the other starts

    Scenario: Two members at the same time
      When Olaf adds Mia and Nora to a new organisation at the same time
      Then each of the two sees the greetings that the other starts

    Scenario: Several organisations of one name
      Given two strangers have given their organisations the same name
      When Olaf adds Nora to that organisation by its name
      Then it fails in one line that says "give the id of one"

    Scenario: An organisation that does not exist
      When Olaf runs "tenstone user add nora@example.test --organisation 018bcfe5-6800-7000-8000-000000000000"
      Then it fails in one line that says "no organisation with this id"

  Rule: Olaf sees what is there

    Scenario: The settings, and where each comes from
      When Olaf runs "tenstone config"
      Then it succeeds and names "jobs.poll" and "environment TENSTONE_JOBS_POLL"

    Scenario: The actions
      When Olaf runs "tenstone action list"
      Then it succeeds and names "hello"

    Scenario: The routes
      When Olaf runs "tenstone routes"
      Then it succeeds and names "actions"
      And it says who may give a client its limit again

    Scenario: A job with its attempts
      Given Mia is a member
      And Mia has started a greeting, which has succeeded
      When Olaf looks at that job
      Then it succeeds and names "attempt 1" and "Hello, Mia"

    Scenario: A name that would clear his terminal and forge a line of the log
      Given Mia is a member
      And Mia has greeted a name that clears a terminal and adds a line
      When Olaf looks at that job
      Then he reads that name within one line, and no terminal obeys it

    Scenario: A job of his own making
      Given Mia is a member
      When Olaf starts a greeting on behalf of Mia
      Then Mia's job eventually succeeds

    Scenario: A job that does not exist
      When Olaf looks at a job that does not exist
      Then it fails in one line that says "job"
