#include "tenstone/webhooks/event_types.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace tenstone::webhooks {
namespace {

using Patterns = std::vector<std::string>;

TEST(EventTypes, AreWordsWithDotsBetween) {
  for (const char* type : {"order", "order.created", "a.b.c", "Order_2.Created"}) EXPECT_TRUE(is_message_type(type));
  for (const char* type : {"", ".", "order.", ".order", "a..b", "a-b", "a b", "order.*", "é", "a\n"})
    EXPECT_FALSE(is_message_type(type)) << type;
  EXPECT_TRUE(is_message_type(std::string(128, 'a')));
  EXPECT_FALSE(is_message_type(std::string(129, 'a')));
}

TEST(EventTypes, APatternMayEndInAStar) {
  for (const char* pattern : {"order", "order.*", "order.line.*"}) EXPECT_TRUE(is_type_pattern(pattern)) << pattern;
  for (const char* pattern : {"", "*", ".*", "order*", "order.*.x", "*.order", "order.**"})
    EXPECT_FALSE(is_type_pattern(pattern)) << pattern;
}

TEST(EventTypes, AreChosenByNameOrByWhatTheyBeginWith) {
  EXPECT_TRUE(chooses(Patterns{}, "order.created"));
  EXPECT_TRUE(chooses(Patterns{"user.created", "order.created"}, "order.created"));
  EXPECT_FALSE(chooses(Patterns{"order.created"}, "order.created.twice"));
  EXPECT_FALSE(chooses(Patterns{"order"}, "order.created"));
  EXPECT_TRUE(chooses(Patterns{"order.*"}, "order.created"));
  EXPECT_TRUE(chooses(Patterns{"order.*"}, "order.line.added"));
  EXPECT_FALSE(chooses(Patterns{"order.*"}, "order"));
  EXPECT_FALSE(chooses(Patterns{"order.*"}, "orders.created"));
}

}  // namespace
}  // namespace tenstone::webhooks
