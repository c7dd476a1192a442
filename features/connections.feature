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

  Rule: The limit of open files is raised to what the connections need

    @own-processes
    Scenario: The system lets a process raise its limit
      Given the api may have few open files and may raise that
      When 120 silent connections come from as many addresses
      Then another address is answered at once
