Feature: API tokens
  A program shows a token where a person shows a session. Whoever makes one says what it may do, and until when.

  Rule: A person makes tokens for programs, and sees what has become of them

    Scenario: A token of her own
      Given Mia is signed in
      When Mia makes a token that may read jobs
      Then it reads her jobs and starts nothing
      And she sees it among her tokens, as used, and as ending in 90 days

    Scenario: What the operator sees
      Given Mia is signed in
      And Mia has made a token that may read jobs
      When Olaf lists Mia's tokens
      Then he sees how hers begins, and not how it goes on

    Scenario Outline: <token>
      Given Mia is signed in
      When Mia asks for a token <token>
      Then it is refused because <reason>
      And Mia has no tokens

      Examples:
        | token                   | reason                             |
        | for everybody's actions | its sender may not                 |
        | that ends in 5 seconds  | a token lives for a time, or never |
        | that ends when it ends  | a token lives for a time, or never |

  Rule: A token ends when its person or its time says so

    Scenario: One that she revokes
      Given Mia is signed in
      And Mia has made a token that may read jobs
      When Mia revokes her token
      Then it opens nothing any more
      And Mia has no tokens

    Scenario: One of somebody else's
      Given Mia is signed in
      And Mia has made a token that may read jobs
      When a stranger revokes Mia's token
      Then it still reads her jobs

    @own-processes
    Scenario: One that she forgot
      Given Mia is signed in
      And Mia has made a token that may read jobs
      When 90 days pass
      Then it opens nothing any more

    @own-processes
    Scenario: One that she asked to never end
      Given Mia is signed in
      And Mia has made a token that never ends
      When 366 days pass
      Then it still reads her jobs

  Rule: An address whose tokens and cookies do not hold is looked up no more

    Scenario Outline: A flood of forged <credentials>
      Given Mia is signed in
      And Mia has made a token that may read jobs
      When 90 forged <credentials> come from one address
      Then most of them are refused without a look, until a time that each is told
      And it still reads her jobs
      And her token reads her jobs from that address when its time has passed

      Examples:
        | credentials |
        | tokens      |
        | cookies     |

    Scenario: Who has just signed in from that address
      Given Mia is signed in
      When 90 forged cookies come from her address
      Then she is signed in

  Rule: A token is no cookie: no other site can send it

    Scenario: A program that keeps cookies
      Given Mia is signed in
      And Mia has made a token that may start actions
      When her program starts a greeting with it, a stray cookie and another site's address
      Then the greeting is carried out
