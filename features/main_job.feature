Feature: The main job
  The last project of the curriculum that Tenstone grew from asks for this, and everything here exists for it.

  @seed @own-processes
  # [snippet:seed]
  Scenario: Feature-gated action with background processing
    Given an authenticated user
    And feature flag enabled
    And request is under rate limit
    When user triggers an action
    Then a job is queued
    And execution is logged
    And retries occur on failure
  # [/snippet:seed]
