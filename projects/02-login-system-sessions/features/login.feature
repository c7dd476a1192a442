Feature: Login system with sessions
  The scenarios of the assignment, word for word.

  @seed @own-processes
  Rule: Who has an account gets a session, and only a session that holds opens what is protected

    # [snippet:seed]
    Scenario: Successful login
      Given a registered user
      When valid credentials are submitted
      Then a session is created

    Scenario: Session expiry
      Given an expired session
      When accessing a protected route
      Then access is denied
    # [/snippet:seed]
