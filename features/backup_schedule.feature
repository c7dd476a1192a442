Feature: Scheduled backups
  The worker backs up the platform's database by a schedule and proves by a drill that each backup can be restored. The
  repository says what is due, so a time that was missed is caught up, and of two workers only one takes the backup.

  Rule: A backup is taken when it is due, and then drilled

    @own-processes
    Scenario: The first backup
      When Olaf has the database backed up every night
      Then 1 backup is eventually taken and drilled
      And the metrics say that the backup and the drill are recent
      And the key of the backups can be read by nobody else

    @own-processes
    Scenario: The next night
      Given Olaf has the database backed up every night
      And 1 backup has been taken and drilled
      When 1 day passes
      Then 2 backups are eventually taken and drilled
      And the old versions were sorted out and a part of the repository was verified

    @own-processes
    Scenario: Two workers
      Given Olaf has the database backed up every night
      And 1 backup has been taken and drilled
      And another worker keeps to the same schedule
      When 1 day passes
      Then 2 backups are eventually taken and drilled
      And the two workers have taken no more than that

  Rule: A time that was missed is caught up

    @own-processes
    Scenario: The worker is away for three nights
      Given Olaf has the database backed up every night
      And 1 backup has been taken and drilled
      And the worker is away
      And 3 days have passed
      When the worker comes back and keeps to the schedule
      Then 2 backups are eventually taken and drilled
      And the worker's log says that the backup was overdue

  Rule: A backup that fails is tried again after a pause

    @own-processes
    Scenario: The database server is away at the due time
      Given Olaf has the database backed up every night by a way that is cut
      And the first backup has failed
      When the way is mended, and 1 minute passes
      Then 1 backup is eventually taken and drilled

    @own-processes
    Scenario: The database server stays away
      Given Olaf has the database backed up every night by a way that is cut
      When the first backup fails
      Then the worker's log eventually says that the backup was overdue
      And the doctor finds that the database has no backup
