@contract
Feature: Health
  A container runtime, a load balancer and Olaf the operator each ask a process how it is. The answers cost next to
  nothing, need no token, and say only what is true of that process.

  Rule: A process that serves says ok

    Scenario Outline: The <process> is asked for <path>
      When Olaf asks the <process> for "<path>"
      Then the answer is 200
      And its text is "ok"

      Examples:
        | process | path    |
        | api     | /health |
        | api     | /livez  |
        | worker  | /health |
        | worker  | /livez  |

  Rule: Readiness names what is configured

    Scenario Outline: The <process> is asked whether it is ready
      When Olaf asks the <process> for "/readyz"
      Then the answer is 200
      And it names "postgres" and "redis"

      Examples:
        | process |
        | api     |
        | worker  |

  Rule: Details are for operators

    Scenario: Somebody asks on the machine itself
      When Olaf asks how the api does
      Then it shows its parts and its numbers

    Scenario: A proxy on the machine, which nobody has named, passes on what somebody asks
      When "203.0.113.7" asks through a proxy how the api does
      Then it says that it is ready, and no more

    @own-processes
    Scenario: An operator asks through a proxy that is trusted
      Given the api runs with "TENSTONE_HTTP_TRUSTED_PROXIES=127.0.0.0/8 TENSTONE_HTTP_OPERATORS=203.0.113.0/24"
      When "203.0.113.7" asks through a proxy how the api does
      Then it shows its parts and its numbers

    @own-processes
    Scenario: A stranger asks through a proxy that is trusted
      Given the api runs with "TENSTONE_HTTP_TRUSTED_PROXIES=127.0.0.0/8 TENSTONE_HTTP_OPERATORS=203.0.113.0/24"
      When "198.51.100.1" asks through a proxy how the api does
      Then it says that it is ready, and no more

  Rule: A deployment may start the database and the migration at once

    Scenario: The database takes connections a little later
      Given PostgreSQL does not take connections yet
      When Olaf brings the database to its schema
      Then that waits, and succeeds once PostgreSQL takes connections

  Rule: A stop signal drains

    @own-processes
    Scenario: A request is on its way when the api is told to stop
      Given Mia is a member
      And half of Mia's POST to "/v1/actions/hello" has arrived
      When the api is told to stop
      Then the rest of it is still taken and the answer is 202
      And the api ends with code 0
      And the job eventually succeeds once the api is back
