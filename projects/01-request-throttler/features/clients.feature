Feature: Who counts as one client
  A client is the address that a request comes from. Behind a proxy that is what the proxy says, and nobody else's word
  for it counts. Of IPv6 a client has a whole network to pick from, so all of it is one client.

  Rule: Nobody's word about an address is taken unless Olaf trusts who says it

    Scenario: Somebody else's address, without a proxy
      Given Mia has used up her limit
      When Mia claims to be Nora and sends a request
      Then it is refused because she sent too many
      And Nora can send 10 more requests, and not 11

    @own-processes
    Scenario: Somebody else's address, through a trusted proxy
      Given a proxy that Olaf trusts stands in front
      And Mia has used up her limit
      When Mia claims to be Nora and sends a request
      Then it is refused because she sent too many
      And Nora can send 10 more requests, and not 11

    @own-processes
    Scenario: A proxy of her own in front of the trusted one
      Given a proxy that Olaf trusts stands in front
      And Mia has used up her limit
      When Mia sends a request through a proxy of her own
      Then it succeeds and leaves her 9 more

  Rule: Clients behind one proxy are counted apart

    @own-processes
    Scenario: Another client of the same proxy
      Given a proxy that Olaf trusts stands in front
      And Mia has used up her limit
      When Nora sends a request
      Then it succeeds and leaves her 9 more

  Rule: An IPv6 network is one client

    @own-processes
    Scenario Outline: <address>
      Given a proxy that Olaf trusts stands in front
      And Mia comes from an IPv6 network and has used up her limit
      When Mia sends a request from <address>
      Then it is refused because she sent too many

      Examples:
        | address                             |
        | another address of her network      |
        | the same address, written at length |

    @own-processes
    Scenario: The network next to hers
      Given a proxy that Olaf trusts stands in front
      And Mia comes from an IPv6 network and has used up her limit
      When Nora sends a request from the network next to hers
      Then it succeeds and leaves her 9 more

    @own-processes
    Scenario: An IPv4 address that is told as IPv6
      Given a proxy that Olaf trusts stands in front
      And Mia comes by IPv4 and has used up her limit
      When Mia sends a request from the same address, told as IPv6
      Then it is refused because she sent too many
