Feature: Signatures of events
  A provider signs each event with a secret that only the provider and Olaf know. What it signed is taken as it came.
  Nothing else is taken.

  Rule: What a provider's own library has signed is accepted

    Scenario Outline: An event of <provider>
      Given Olaf has added <provider> as a source
      When <provider> sends an event
      Then the event is accepted
      And the inbox shows it byte by byte as it was sent

      Examples:
        | provider          |
        | Standard Webhooks |
        | Stripe            |
        | GitHub            |
        | Slack             |

  Rule: Only the bytes that were signed are accepted

    Scenario Outline: An event of <provider> that a program in between has parsed and written again
      Given Olaf has added <provider> as a source
      When <provider> sends an event, and its body is parsed and written again
      Then the event is refused as any that nobody signed
      And the inbox is empty

      Examples:
        | provider          |
        | Standard Webhooks |
        | Stripe            |
        | GitHub            |
        | Slack             |

    Scenario Outline: An event, and <fault>
      Given the payment service is a source
      When the payment service sends an event, and <fault>
      Then the event is refused as any that nobody signed
      And the inbox is empty

      Examples:
        | fault                             |
        | its body is changed               |
        | its signature is another secret's |
        | its signature is missing          |
        | its source does not exist         |
        | it was signed 6 minutes ago       |
        | it was signed for in 6 minutes    |

    Scenario Outline: A clock that is a little off: <fault>
      Given the payment service is a source
      When the payment service sends an event, and <fault>
      Then the event is accepted

      Examples:
        | fault                          |
        | it was signed 4 minutes ago    |
        | it was signed for in 4 minutes |

  Rule: A secret is changed without a gap

    Scenario: Both secrets hold for a while
      Given the payment service is a source
      And Olaf has given the source a new secret, and 1 hour for the old one
      When the payment service sends an event with the old secret and one with the new secret
      Then both events are accepted

    @own-processes
    Scenario: The time of the old secret is over
      Given the payment service is a source
      And Olaf has given the source a new secret, and 1 hour for the old one
      And 2 hours have passed
      When the payment service sends an event with the old secret and one with the new secret
      Then only the event with the new secret is accepted

    Scenario: The old secret is known to others
      Given the payment service is a source
      And Olaf has given the source a new secret, and no time for the old one
      When the payment service sends an event with the old secret and one with the new secret
      Then only the event with the new secret is accepted

  Rule: Slack asks first whether the address is right

    Scenario: Its question is signed
      Given Olaf has added Slack as a source
      When Slack asks whether the address is right
      Then Slack gets its challenge back
      And the inbox is empty

  Rule: A source that is switched off takes nothing, and says so to its provider alone

    Scenario: The provider
      Given Olaf has added GitHub as a source
      And Olaf has switched the source off
      When GitHub sends an event
      Then the event is refused because the source is switched off
      And the inbox is empty

    Scenario: Somebody else
      Given the payment service is a source
      And Olaf has switched the source off
      When the payment service sends an event, and its signature is missing
      Then the event is refused as any that nobody signed
