Feature: Sessions
  PostgreSQL has the truth about a session. Redis makes its check fast, and is lost without harm.

  Rule: A session that was ended opens nothing any more, in any process

    @own-processes
    Scenario: Signed out while it is in use
      Given a second process of the service
      And Mia is signed in on two devices
      When she signs the other device out while it asks both processes all the time
      Then nothing that it asked afterwards was answered

    @own-processes
    Scenario: Signed out while Redis hangs
      Given Mia is signed in on two devices
      And Redis hangs
      When she signs the other device out
      Then only this device is signed in
      And that is still so when Redis answers again

    Scenario: Signing in again ends the session that this browser had
      Given Mia is signed in
      When Mia signs in again
      Then her old cookie opens nothing, and the new one does

  Rule: A session that Redis has lost lives on

    Scenario: Redis forgets everything
      Given Mia is signed in
      When Redis forgets everything
      Then she is signed in

    @own-processes
    Scenario: Redis hangs
      Given Mia is signed in
      When Redis hangs
      Then she is signed in

  Rule: Nobody is signed in whom PostgreSQL does not know

    @own-project
    Scenario: PostgreSQL hangs
      Given Mia is signed in
      When PostgreSQL hangs, and Redis has forgotten everything
      Then she is told that the service is not available, and may come back

  Rule: A cookie is for this site's pages alone

    Scenario: Another site's page
      Given Mia is signed in
      When another site's page signs her out
      Then it is refused as another site's
      And she is signed in

    Scenario: Two cookies of one name
      Given Mia is signed in
      When a page of a neighbouring site has added a cookie of its own
      Then the request is nobody's

  Rule: What is protected is not reached by strangers

    Scenario: Without a cookie
      When a stranger asks who he is
      Then he is told to sign in

    Scenario: A large upload without a cookie
      When a stranger announces 1000 kB to a protected route
      Then he is refused before he has sent it
