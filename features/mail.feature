Feature: Mail
  An action may be a mail: whoever starts it gives what its text needs. It reaches its recipient although the mail service is
  busy now and then. Olaf declares invitations, which say who invites.

  Rule: A mail is sent once it can be

    Scenario: In development it is a file that the log names
      Given Mia is a member
      And Olaf has declared invitations
      When Mia invites "Jürgen & Söhne" by mail
      Then the invitation eventually lies where the log says

    @fresh
    Scenario: By the mail service
      Given the mail service works
      And Mia is a member
      And Olaf has declared invitations
      When Mia invites "Jürgen & Söhne" by mail
      Then the invitation eventually arrives, once

    @fresh
    Scenario: The mail service is busy at first
      Given the mail service works
      And Mia is a member
      And Olaf has declared invitations
      And the mail service is too busy for the next mail
      When Mia invites "Noah" by mail
      Then the invitation eventually arrives, once

    @fresh
    Scenario: The mail service is away
      Given the mail service is away
      And Mia is a member
      And Olaf has declared invitations
      And Mia has invited "Noah" by mail
      And the mail could not be sent
      When the mail service is back
      Then the invitation eventually arrives, once

    Scenario: The mail service is to be trusted by a file that is not there
      When Olaf starts an api that trusts its mail service by "nowhere.pem"
      Then it does not start, and says that "mail.smtp_ca: nowhere.pem holds no certificate that can be read (PEM)"

  Rule: What cannot be sent is given up, and says why

    @fresh
    Scenario: Nobody has the address
      Given the mail service works
      And Mia is a member
      And Olaf has declared invitations
      And nobody has the address that she knows
      When Mia invites "Noah" by mail
      Then Mia eventually sees that the mail service refuses it

    Scenario: The input lacks what the mail needs
      Given Mia is a member
      And Olaf has declared invitations
      When Mia invites nobody by mail
      Then Mia eventually sees that her invitation has no recipient

  Rule: A mail that cannot be written is not declared

    Scenario: A place that is none
      Given Mia is a member
      When Olaf declares invitations with a misspelt place
      Then it is refused because its declaration is wrong

  Rule: The doctor says whether mail can be sent

    Scenario: Production without a mail service
      When Olaf asks the doctor about production without a mail service
      Then he learns what to set for mail

    Scenario: Production with one
      When Olaf asks the doctor about production with one
      Then he learns that mail can be sent
