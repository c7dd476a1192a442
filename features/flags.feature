Feature: Flags
  Olaf switches features for those whom they are meant for, sees who changed what, and takes it back. Programs of others ask
  for the same flags over HTTP. What the flags themselves can do, project 07 tells.

  Rule: An action is open to those to whom its flag gives it

    Scenario: To one organisation
      Given Mia and Nora are members of different organisations
      And Olaf has declared exports behind a flag
      And the flag gives them to Mia's organisation alone
      When Nora starts one of the exports
      Then it is refused because the feature is switched off
      And Mia can start one of the exports

    Scenario: To nobody while nobody has made the flag
      Given Mia is a member
      And Olaf has declared exports behind a flag
      When Mia starts one of the exports
      Then it is refused because the feature is switched off

    Scenario: To nobody once it is killed
      Given Mia is a member
      And Olaf has declared exports behind a flag
      And Olaf has switched the flag on
      When Olaf kills the flag
      Then Mia can soon start none of the exports
      And she can again when Olaf has revived it

  Rule: Every change is kept, and can be taken back

    Scenario: Who changed what, and why
      Given Olaf has switched the flag on
      When Olaf gives it to 20 %, because "a first look"
      Then its history says what was changed, by the operator, because "a first look"

    Scenario: Back to how it was
      Given Olaf has switched the flag on
      And Olaf has removed the flag
      When Olaf goes back to its first revision
      Then the flag is on

    Scenario: Two at once
      Given Olaf has switched the flag on
      When two programs of Olaf change what they have both read
      Then one of them is told to read it again

    Scenario: A member's token
      Given Mia is a member
      And Olaf has switched the flag on
      When Mia's program changes the flag
      Then it is refused because its sender may not

  Rule: Olaf sees why somebody gets what they get

    Scenario: A rule decides
      Given Mia and Nora are members of different organisations
      And the flag gives them to Mia's organisation alone
      When Olaf asks why Mia gets what she gets
      Then a rule for her organisation has decided, for "on"

    Scenario: A definition that cannot hold
      When Olaf sets the flag to a definition with a variant that does not exist
      Then the command says in one line where it is wrong, and makes no flag

  Rule: Other programs ask for flags with a key of their own

    Scenario: A server's key sees every flag
      Given Olaf has switched the flag on
      When a program asks for the flag with a server's key
      Then it is told that the flag is on

    Scenario: A client's key sees what is marked for clients
      Given Olaf has switched the flag on
      When a program asks for the flag with a client's key
      Then it is told that there is no such flag

    Scenario: A key that was revoked
      Given Olaf has switched the flag on
      When a program asks for the flag with a key that Olaf has revoked
      Then it is soon told that its key is not valid
