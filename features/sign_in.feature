Feature: Signing in
  People prove who they are once, with a password; a session then speaks for them until it ends.

  Rule: Whoever has an account signs in with its password

    Scenario: Sign-up and login
      Given Mia has signed up
      When Mia signs in
      Then she is signed in
      And the session is shown among her devices

    Scenario Outline: A login with <mistake>
      Given Mia has signed up
      When someone signs in with <mistake>
      Then the login is refused without saying what was wrong

      Examples:
        | mistake            |
        | a wrong password   |
        | an unknown address |

    Scenario: An address that is taken
      Given Mia has signed up
      When someone signs up with her address
      Then the answer is the same as for a new address

  Rule: A session does what its person may do, and only for this site's pages

    Scenario: An action by session
      Given Mia is signed in
      When she starts a greeting in her browser
      Then the greeting is carried out

    Scenario: Another site's page
      Given Mia is signed in
      When another site's page starts a greeting in her name
      Then it is refused as another site's
      And nothing of hers is queued

  Rule: A session that has ended opens nothing, in any process

    Scenario: Logout
      Given Mia is signed in
      When Mia signs out
      Then her session opens nothing any more

    Scenario: A device that was lost
      Given Mia is signed in on two devices
      When she signs the other device out
      Then only this device is signed in

    @own-processes
    Scenario: Revoked while Redis was stopped
      Given Mia is signed in on two devices
      And Redis hangs
      When she signs the other device out
      Then only this device is signed in
      And that is still so when Redis answers again

    @own-processes
    Scenario: A session that nobody used
      Given Mia is signed in
      When 3 hours pass
      Then her session opens nothing any more

    @own-processes
    Scenario: A session that is old
      Given Mia is signed in
      And she has used her session every hour for 11 hours
      When 1 hour passes
      Then her session opens nothing any more

  Rule: A session that is used lives on

    @own-processes
    Scenario: Longer than the pause that it allows
      Given Mia is signed in
      When she uses her session every hour for 5 hours
      Then she is signed in

  Rule: Redis away signs nobody out

    @own-processes
    Scenario: Redis hangs
      Given Mia is signed in
      When Redis hangs
      Then she is signed in

  Rule: Who runs the installation can shut an account

    Scenario: An account that was stolen
      Given Mia is signed in on two devices
      When Olaf disables her account
      Then her session opens nothing any more
      And she cannot sign in, and is told nothing else than who has a wrong password

    Scenario: Given back to her
      Given Mia is signed in
      And Olaf disables her account
      When Olaf enables her account
      Then her session opens nothing any more
      But she can sign in again

    Scenario: Everywhere at once
      Given Mia is signed in on two devices
      When Olaf ends her sessions
      Then he is told that 2 have ended
      And her session opens nothing any more

    Scenario: Where she is signed in
      Given Mia is signed in on two devices
      When Olaf lists her sessions
      Then he is shown both, with address and program

    Scenario: A password that she cannot remember
      Given Mia has signed up
      When Olaf has a letter for a new password sent to her
      Then she eventually gets the letter "Set a new password"

    Scenario: An account that there is not
      When Olaf disables an account that there is not
      Then he is told in one line that there is no such account

  Rule: Few wrong passwords are looked at

    Scenario: One account
      Given Mia has signed up
      When someone signs in with a wrong password 6 times
      Then he is told to wait
      And the audit trail of her organisation has 5 failed logins
