Feature: Health

  Rule: A service that runs says so

    Scenario: Olaf looks after the service
      When Olaf asks the service how it is
      Then it answers "ok"
