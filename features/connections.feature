Feature: Connections
  A process has room for a limited number of connections. An address that opens many and sends nothing takes no room from
  other addresses, or not for long.

  Rule: One address cannot take all connections

    @own-processes
    Scenario: An address opens many connections and sends nothing
      Given the api may have few open files
      When 120 silent connections come from one address
      Then another address is answered at once
      And the log says once that connections are refused
      And the refused connections are counted

  Rule: The limits are settings

    @own-processes
    Scenario: An address has fewer connections
      Given the api runs with "TENSTONE_HTTP_CONNECTIONS_PER_ADDRESS=20"
      When 20 silent connections come from one address
      Then that address is refused another one
      And another address is answered at once

    @own-processes
    Scenario: A proxy has as many connections as it needs
      Given the api runs with "TENSTONE_HTTP_CONNECTIONS_PER_ADDRESS=20 TENSTONE_HTTP_TRUSTED_PROXIES=127.0.0.0/8"
      When 30 silent connections come from one address
      Then that address is answered

    @own-processes
    Scenario Outline: A client that is slow with <what> has less time
      Given the api runs with "<setting>"
      When a client sends <what> and no more
      Then it is told that <fault>

      Examples:
        | setting                        | what           | fault                      |
        | TENSTONE_HTTP_HEADER_TIMEOUT=1s | half of a head | its request took too long |
        | TENSTONE_HTTP_BODY_TIMEOUT=1s   | half of a body | its body took too long    |

    @own-processes
    Scenario: A connection that rests has less time
      Given the api runs with "TENSTONE_HTTP_IDLE_TIMEOUT=1s"
      When a client sends a whole request and no more
      Then it is answered, and its connection is closed

    @own-platform
    Scenario: An answer has less time
      Given Mia is a member
      And the api runs with "TENSTONE_HTTP_HANDLER_TIMEOUT=1s"
      And PostgreSQL hangs
      When Mia starts a greeting for "Mia"
      Then it is refused because its answer took too long

    Scenario Outline: <setting> cannot be
      When Olaf starts an api with "<setting>"
      Then it is refused in one line that says "<fault>"

      Examples:
        | setting                          | fault                                                 |
        | TENSTONE_HTTP_CONNECTIONS=0      | TENSTONE_HTTP_CONNECTIONS (environment): must be in   |
        | TENSTONE_HTTP_WAITING_BYTES=1B   | TENSTONE_HTTP_WAITING_BYTES (environment): must be at |
        | TENSTONE_HTTP_HANDLER_TIMEOUT=0s | TENSTONE_HTTP_HANDLER_TIMEOUT (environment): must be  |

  Rule: The limit of open files is raised to what the connections need

    @own-processes
    Scenario: The system lets a process raise its limit
      Given the api may have few open files and may raise that
      When 120 silent connections come from as many addresses
      Then another address is answered at once
