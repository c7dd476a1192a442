Feature: Redis is a hint
  Redis knows when to look; PostgreSQL knows what is due. Without Redis a reminder may be a second late, and none is lost.

  Rule: What Redis has lost still goes off

    @own-processes
    # [snippet:flushed]
    Scenario: Redis is flushed with 10,000 reminders pending
      Given Mia has 10000 reminders in the log, due within the next 10 minutes
      And Redis has lost all that it held
      When 10 minutes pass
      Then eventually all of them have gone off, each once
    # [/snippet:flushed]

  Rule: It works without Redis

    @fresh
    Scenario: Redis is away when api and worker start
      Given api and worker have started while Redis was away
      When Mia makes 20 reminders that are due now
      Then eventually all of them have gone off, each once

    @own-processes
    Scenario: Redis goes away meanwhile
      Given Mia has 100 reminders in the log, due within the next 10 minutes
      And Redis has gone away for good
      When 10 minutes pass
      Then eventually all of them have gone off, each once
