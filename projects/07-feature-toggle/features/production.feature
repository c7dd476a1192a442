Feature: Flags in production
  In production nothing is made by itself: who may change flags has a token that Olaf has made.

  Rule: It starts with a token that Olaf has made

    @fresh
    Scenario: Without a token
      When Olaf starts the flags in production without a token
      Then they refuse to start, and say how a token is made

    @fresh
    Scenario: With his token
      Given Olaf runs the flags in production with a token of his own
      When Olaf makes a flag that is on for everybody
      Then within 1 second it is on for Mia

  Rule: Who may read may not change

    @fresh
    Scenario: A token that may read
      Given Olaf runs the flags in production with a token of his own and one for readers
      And Olaf has made a flag that is on for everybody
      When a reader kills it
      Then the reader is refused, and may read it
