Feature: Guessing passwords
  Who does not know a password gets few tries, and learns nothing from them.

  Rule: A stranger has few tries

    Scenario: From one address
      Given a registered user
      When a stranger tries 6 passwords, one after the other
      Then 5 were looked at, and he must wait before he may try again

    @own-processes
    Scenario: From one address, half a minute later
      Given a registered user
      And a stranger has tried 6 passwords, one after the other
      When 30 seconds pass
      Then he may try once more

    Scenario: From many addresses
      Given a registered user
      When strangers from 14 addresses try a password each
      Then 10 were looked at

    Scenario: Many at once
      Given a registered user
      When a stranger tries 40 passwords at once
      Then 5 were looked at

    Scenario: Many accounts
      When a stranger tries a password on 12 accounts that there are not
      Then 10 were looked at

    @own-processes
    Scenario: Redis hangs
      Given a registered user
      And Redis hangs
      When a stranger tries 6 passwords, one after the other
      Then 5 were looked at

  Rule: Nobody is kept out of his own account by it

    Scenario: From her own address
      Given a registered user
      When a stranger tries 6 passwords, one after the other
      Then she can sign in

    Scenario: Who knows the password may sign in as often as she likes
      Given a registered user
      When she signs in 15 times in a row
      Then she is signed in

  Rule: A stranger does not learn who has an account

    Scenario: A password tried on an account, and on one that there is not
      Given a registered user
      When a stranger tries a password on her account and on one that there is not
      Then both answers are the same but for the request's id
      And one hash was computed for each

    Scenario: Sign-up with an address that has an account
      Given a registered user
      When a stranger signs up with her address and with a new one
      Then both answers are the same but for the request's id
      And one hash was computed for each

  Rule: Olaf sees that somebody guesses

    Scenario: A wrong password
      Given a registered user
      When a stranger tries 1 password, one after the other
      Then the log tells Olaf from which address, and for which account without saying whose
      And it is counted as wrong
