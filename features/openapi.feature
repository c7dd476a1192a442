@contract
Feature: The API describes itself
  What the API takes and answers stands in one document, which is made from its code, and on a page that tries it. Every
  answer that any scenario gets is held to this document.

  Rule: The document is right

    Scenario: An independent linter
      When Mia asks for the description of the API
      Then a linter has nothing to say about it

    Scenario: An operation says who may use it and what can go wrong
      When Mia asks for the description of the API
      Then "retry a job" needs the scope "actions:run"
      And it can be refused by "job_not_found" and "job_not_failed"

    Scenario: A description that has not changed
      Given Mia has the description of the API
      When she asks for it again
      Then she is told that it has not changed

  Rule: The page tries an operation

    Scenario: Mia looks at her jobs without a mouse
      Given Mia is a member
      And Mia has opened the page of the API
      And she has shown her token and found the list of jobs with the keyboard
      When she sends it
      Then the page shows that it succeeded, with an empty list
      And nothing went wrong on the page, and it asked nobody else

    Scenario: A wrong request from the page
      Given Mia is a member
      And Mia has opened the page of the API
      When she shows her token and asks for a job of which she gives no number
      Then the page asks her for the number
