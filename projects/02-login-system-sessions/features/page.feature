Feature: The page
  Whoever has an account does all of it in a browser, by keyboard if she likes.

  Rule: An account, a session, and their end

    Scenario: From nothing to signed in
      Given Mia has opened the page of the login
      And she has made an account there by keyboard
      When she signs in there by keyboard
      Then the page says who she is, and shows this device alone
      And no script of the page can read her session's cookie
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Out again
      Given Mia is signed in
      And she is signed in on the page
      When she signs out there
      Then the page says that nobody is signed in
      And nothing went wrong on the page, and it asked nobody else

    Scenario: A password that is too short
      Given Mia has opened the page of the login
      When she tries to make an account there with the password "tea"
      Then the password's field is marked, told why, and has the keyboard

    Scenario: A wrong password
      Given a registered user
      And Mia has opened the page of the login
      When she tries to sign in there with a wrong password
      Then the page says that the address or the password is wrong

  Rule: A forgotten password is replaced by a letter

    Scenario: From the letter to signed in
      Given a registered user
      And Mia has opened the page of the login
      And she has asked there for a letter for a new password
      When she opens the letter's link and sets the password "four other words for tea"
      Then she can sign in there with "four other words for tea"
      And the link of the letter stands no more in the address bar

    Scenario: A link that was used
      Given a registered user
      And Mia has opened the page of the login
      And she has asked there for a letter for a new password
      And she has set the password "four other words for tea" by the letter's link
      When she opens the letter's link and sets the password "yet four more words for tea"
      Then the page says that the link does not work any more

    Scenario: A verified address
      Given a registered user
      And Mia has opened the page of the login
      When she opens the link of the letter of her sign-up there
      Then the page says that her address is confirmed

    Scenario: A new password while signed in
      Given Mia is signed in on two devices
      And she is signed in on the page
      When she changes her password there to "four other words for tea"
      Then the page shows this device alone

  Rule: Other devices can be signed out

    Scenario: A phone that was lost
      Given Mia is signed in on two devices
      And she is signed in on the page
      When she signs the second device of the list out there
      Then the page shows one device fewer
      And that device opens nothing any more
