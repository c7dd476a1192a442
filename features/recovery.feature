Feature: Forgotten passwords and verified addresses
  Who has forgotten a password sets a new one by a letter to the address of the account. The link in it works once. Who asks
  for a letter learns nothing about who has an account.

  Rule: The link in a letter sets a new password, once and for half an hour

    Scenario: A new password
      Given Mia is signed in
      And she has got a letter for a new password
      When she sets a new password by its link
      Then her session opens nothing any more
      And she signs in with the new password, and not with the old one

    Scenario: A link that was used
      Given Mia has signed up
      And she has got a letter for a new password
      And she has set a new password by its link
      When the link is used again
      Then the link does not work
      And she signs in with the new password, and not with the old one

    Scenario: Fifty at once
      Given Mia has signed up
      And she has got a letter for a new password
      When its link is used 50 times at once, each with another password
      Then one of them has worked
      And she signs in with the password of that one alone

    Scenario: A letter after another
      Given Mia has signed up
      And she has got a letter for a new password
      And she has got another letter for a new password
      When the link of the first one is used
      Then the link does not work

    Scenario: A password that is too short
      Given Mia has signed up
      And she has got a letter for a new password
      When she sets a short password by its link
      Then she learns that it is too short
      And the link still works

    @own-processes
    Scenario: Half an hour later
      Given Mia has signed up
      And she has got a letter for a new password
      And 30 minutes have passed
      When the link is used
      Then the link does not work

  Rule: Who asks for a letter learns nothing

    Scenario: An address without an account
      Given Mia has signed up
      When letters for new passwords are asked for, for an address that nobody has and for hers
      Then both answers are the same
      And only Mia eventually gets a letter

    Scenario: An address that is taken
      Given Mia has signed up
      When someone signs up with her address
      Then the answer is the same as for a new address
      And she eventually gets the letter "You have an account already"

    Scenario: An address that is taken, again and again
      Given Mia has signed up
      When someone signs up with her address 5 times
      Then each answer is the same as for a new address
      And she eventually gets the letter "You have an account already" 3 times and no more

  Rule: A letter verifies an address

    Scenario: By the letter of the sign-up
      Given Mia has signed up
      When she opens the link of the letter that she eventually gets
      Then her address is verified

    Scenario: A link twice
      Given Mia has signed up
      And she has opened the link of the letter that she eventually got
      When that link is opened again
      Then the link does not work

    Scenario: The link of another letter
      Given Mia has signed up
      And she has got a letter for a new password
      When she opens that link to verify her address
      Then the link does not work

  Rule: Who changes a password is signed out everywhere else

    Scenario: On another device
      Given Mia is signed in on two devices
      When she changes her password
      Then only this device is signed in
      And she signs in with the new password, and not with the old one

    Scenario: With a wrong current password
      Given Mia is signed in on two devices
      When she changes her password with a wrong current one
      Then she learns that the current password is wrong
      And both devices are signed in

    Scenario: A letter from before
      Given Mia is signed in
      And she has got a letter for a new password
      And she has changed her password
      When the link is used
      Then the link does not work

  Rule: What happened to an account is in the audit log

    Scenario: A reset
      Given Mia has signed up
      And she has got a letter for a new password
      When she sets a new password by its link
      Then the audit log has the request and the new password
