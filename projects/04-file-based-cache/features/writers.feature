Feature: Writers who meet
  Many programs store under one key at the same time. Each can insist on what stands there.

  Rule: Who only adds never overwrites

    Scenario: 20 writers at once
      Given nobody has stored the report
      When 20 writers add a report of their own at once
      Then one of them succeeds and 19 are refused because one is there
      And the report is that of the one who succeeded

    Scenario: The report that was there has expired
      Given Mia has stored a report for 60 seconds
      And 60 seconds have passed
      When Mia adds a newer report
      Then it is stored

  Rule: Who has read an entry can insist that it is still the same

    Scenario: 20 writers who have read the same report
      Given Mia has stored a report
      When 20 writers who have read it replace it by their own at once
      Then one of them succeeds and 19 are refused because it was changed
      And the report is that of the one who succeeded

    Scenario: Who removes it has read an older one
      Given Mia has stored a report
      And Mia has read the report
      And Nora has stored another report under that key
      When Mia removes the report that she has read
      Then she is refused because it was changed
      And the report is Nora's

  Rule: A reader gets one report whole, also while it is replaced

    Scenario: A slow reader of a large report
      Given Mia has stored a report of 24 MiB
      And Mia has begun to read it slowly
      When Nora stores another report under that key
      Then Mia gets all of the report that she began to read
      And the report is Nora's

    Scenario: Two writers of large reports
      Given nobody has stored the report
      When 4 writers store reports of 4 MiB of their own at once
      Then all of them succeed
      And the report is that of one of them, whole
