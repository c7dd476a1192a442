Feature: The page that shows logs
  Whoever looks for a fault opens a log at its end, sees when faults came, filters, and follows what is written.

  Rule: The page opens with the token of its link, and shows it to nobody

    Scenario: The link that a development start prints
      When Mia opens the link of the log viewer's page
      Then the page lists the log viewer's own log
      And the log viewer's token stands no more in the address bar
      And nothing went wrong on the page, and it asked nobody else

    Scenario: Without the link
      When Mia opens the log viewer's page without the token
      Then the log viewer's page asks her for the token

  Rule: A log opens at its end, and every entry can be scrolled to

    Scenario: The newest entries
      Given the shop has written a log of 20000 entries
      When Mia opens the shop's log on the page
      Then the page shows the entries up to number 20000
      And the page counts 20,000 entries, 120 warnings and 40 errors

    Scenario Outline: Scrolled to its <place>
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      When she scrolls to the <place> of the log there
      Then the page shows the entries around number <number>, each once and in order
      And the page holds no more rows than can be seen, and some

      Examples:
        | place  | number |
        | begin  | 1      |
        | middle | 10000  |

  Rule: A filter says what is shown

    Scenario: A word and a level
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      When she filters there by "level>=error refused"
      Then the page shows the errors up to number 20000, with the word "refused" marked
      And the page counts 40 entries, 0 warnings and 40 errors

    Scenario: A filter that is not well-formed
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      When she filters there by "level>=error (refused"
      Then the page marks the parenthesis as the fault, and says that it is not closed

    Scenario: A time that is chosen in the histogram
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      When she chooses the first bar of the histogram there by keyboard
      Then the page's filter is the time of that bar
      And the page shows the entries of that time only

    Scenario: A link to what was found
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      And she has filtered there by "level>=error refused"
      When she loads the page again
      Then the page shows the errors up to number 20000, with the word "refused" marked

  Rule: An entry is opened with what stands around it

    Scenario: Entries that the filter hides
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      And she has filtered there by "level>=error refused"
      When she opens the last entry by keyboard, and its context
      Then the page shows all fields of entry number 20000
      And the page shows the 10 entries before it, which the filter hides

    Scenario: What others write is text
      Given the shop has written a log of 20000 entries
      And somebody has written a script into the shop's log
      And Mia has opened the shop's log on the page
      When she opens the last entry by keyboard, and its context
      Then the page shows the script of the log as text

  Rule: The end of a log can be followed

    Scenario: Entries that are written meanwhile
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      And she follows the log there
      When the shop writes 30 entries more
      Then the page shows the entries up to number 20030
      And the page counts 20,030 entries, 120 warnings and 40 errors

    Scenario: Scrolled up
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      And she follows the log there
      And she has scrolled up a little there
      When the shop writes 30 entries more
      Then the page says that there are 30 new entries
      And the page shows the entries that it showed before

    Scenario: Rotated meanwhile
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      And she follows the log there
      When the shop's log is rotated, and the shop writes 3 entries more
      Then the page shows the entries up to number 20003
      And the page says that the log goes on in a new file

  Rule: What the filter finds can be downloaded, with a token that may

    Scenario: A token that may
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page, with a token that may download
      And she has filtered there by "level>=error refused"
      When she downloads what the filter finds
      Then the file has the lines of the 40 errors, the oldest first

    Scenario: A token that can only read
      Given the shop has written a log of 20000 entries
      And Mia has opened the shop's log on the page
      When she asks the page for a download
      Then the page says that her token may not

  Rule: Everything can be reached by keyboard

    Scenario: From control to control
      Given Mia has opened the link of the log viewer's page
      When she opens the log viewer's own log there, and goes on by keyboard
      Then she meets each of the log viewer's controls once
