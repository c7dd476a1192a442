@own-processes
Feature: A compiler cache
  Mia's team shares compiled objects through ccache, as Debian ships it, with the cache as its remote storage.

  Rule: What one machine compiled another one does not compile again

    Scenario: The second machine
      Given Mia has compiled a program on her machine
      When Nora compiles the same program on hers
      Then all of it comes from the cache
      And Nora's program works

  Rule: A damaged object is compiled and stored again

    Scenario: All of them are damaged
      Given Mia has compiled a program on her machine
      And all files of entries are damaged
      And Nora has compiled the same program on hers
      When another machine compiles the same program
      Then all of it comes from the cache
      And Nora's program works

  Rule: Who cannot store still compiles

    Scenario: The disk is full
      Given Olaf wants more of the disk free than there is
      When Mia compiles a program on her machine
      Then her program works, and nothing came from the cache

    Scenario: The cache is away
      Given the cache is stopped
      When Mia compiles a program on her machine
      Then her program works, and nothing came from the cache
