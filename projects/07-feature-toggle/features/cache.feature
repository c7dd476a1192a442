@own-processes
Feature: Changes and the processes that decide
  Each process decides by a snapshot in its own memory. A change reaches all of them within a second, also without Redis;
  and whatever Redis holds, PostgreSQL is right.

  Rule: A change reaches every process within a second while anybody tells of it, else within two and a half

    Scenario: Redis and PostgreSQL tell
      Given a second process of the shop runs
      When Olaf switches the new checkout on at the first process
      Then within 1 second the second process shows the new checkout

    # [snippet:promise]
    Scenario: Redis is away
      Given a second process of the shop runs
      And Redis hangs
      When Olaf switches the new checkout on at the first process
      Then within 1 second the second process shows the new checkout
      # [/snippet:promise]

    Scenario: PostgreSQL tells nobody
      Given a second process of the shop runs
      And PostgreSQL tells no process of changes
      When Olaf switches the new checkout on at the first process
      Then within 1 second the second process shows the new checkout

    Scenario: Nobody tells
      Given a second process of the shop runs
      And PostgreSQL tells no process of changes
      And Redis hangs
      When Olaf switches the new checkout on at the first process
      Then within 2.5 seconds the second process shows the new checkout

    Scenario: Many changes
      Given a second process of the shop runs
      When Olaf switches the new checkout on and off 20 times at the first process, and then on
      Then within 1 second the second process shows the new checkout
      And it stays so

  Rule: PostgreSQL wins

    Scenario: A copy of yesterday is restored
      Given Olaf has switched the new checkout on
      And a copy of PostgreSQL's flags was made
      And Olaf has switched the new checkout off, and on, and off
      When the copy is restored
      Then eventually both Redis and the process have the flags of the copy

    Scenario: A restored copy comes to the version that Redis has
      Given Olaf has switched the new checkout on
      And a copy of PostgreSQL's flags was made
      And Olaf has switched the new checkout off
      When the copy is restored, and another flag is changed
      Then eventually both Redis and the process have the flags of the copy

    Scenario: Redis has lost all that it held
      Given Olaf has switched the new checkout on
      When Redis loses all that it held
      Then eventually both Redis and the process have the flags of PostgreSQL

  Rule: The flags of another installation are not taken

    Scenario: Two systems share a Redis by mistake
      Given Olaf has switched the new checkout on
      When another system puts its flags, where the new checkout is off, into Redis
      Then eventually both Redis and the process have the flags of PostgreSQL
      And the process never showed the old checkout
