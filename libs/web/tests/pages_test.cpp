#include "tenstone/web/pages.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "asking.hpp"

namespace tenstone::web {
namespace {
using enum http::Method;

enum class Sort : std::uint8_t { Oldest, Newest };
constexpr auto schema(validation::For<Sort>) {
  return validation::enumeration<Sort>({{"oldest", Sort::Oldest}, {"newest", Sort::Newest}});
}
struct ListRows : Paging {
  std::optional<std::string> shape = {};
  Sort sort = Sort::Oldest;
};
constexpr auto schema(validation::For<ListRows>) {
  return paged<ListRows>(validation::field("shape", &ListRows::shape).trim(),
                         validation::field("sort", &ListRows::sort).or_default());
}
struct Key {
  int place = 0;
  std::string name = {};
  friend auto operator<=>(const Key&, const Key&) = default;
};
constexpr auto schema(validation::For<Key>) {
  return validation::object<Key>(validation::field("place", &Key::place), validation::field("name", &Key::name));
}

const Secret<std::string> kSigningKey(std::string(32, 'k'));
const Cursors kCursors(kSigningKey);

ListRows listing(int limit, std::optional<std::string> cursor = {}) {
  ListRows query;
  query.limit = limit;
  query.cursor = std::move(cursor);
  return query;
}

// A table with an index over Key, read as PostgreSQL reads it: the first rows behind `after`.
using Table = std::set<Key>;
Page<Key> read(const Table& table, const ListRows& query) {
  const auto after = kCursors.open<Key>(query);
  RC_ASSERT(after.has_value());
  auto row = *after ? table.upper_bound(**after) : table.begin();
  std::vector<Key> rows;
  for (; row != table.end() && std::ssize(rows) <= query.limit; ++row) rows.push_back(*row);
  return kCursors.page(query, std::move(rows), [](const Key& key) { return key; });
}

rc::Gen<Key> any_key() {
  return rc::gen::build<Key>(
      rc::gen::set(&Key::place, rc::gen::inRange(-20, 20)),
      rc::gen::set(&Key::name, rc::gen::elementOf(std::vector<std::string>{"", "a", "\"\n", "é"})));
}

RC_GTEST_PROP(Pages, NeitherSkipNorRepeatARowThatIsThereAllTheTime, ()) {
  Table table = *rc::gen::container<Table>(any_key());
  std::set<Key> stays = table, seen;
  ListRows query = listing(*rc::gen::inRange(1, 8));
  for (;;) {
    const Page<Key> page = read(table, query);
    RC_ASSERT(std::ssize(page.data) <= query.limit);
    for (const Key& key : page.data) RC_ASSERT(seen.insert(key).second);
    if (!page.next_cursor) break;
    RC_ASSERT(std::ssize(page.data) == query.limit);
    query.cursor = page.next_cursor;
    for (const Key& key : *rc::gen::container<std::vector<Key>>(any_key()))  // others change it between two pages
      if (table.erase(key) == 1)
        stays.erase(key);
      else
        table.insert(key);
  }
  RC_ASSERT(std::ranges::includes(seen, stays));
}

RC_GTEST_PROP(Pages, AFullLastPageHasNoNext, ()) {
  Table table;
  const int limit = *rc::gen::inRange(1, 8), pages = *rc::gen::inRange(0, 5);
  for (int place = 0; place < limit * pages; ++place) table.insert({place});
  int walked = 0;
  for (ListRows query = listing(limit); ++walked;) {
    const Page<Key> page = read(table, query);
    if (!page.next_cursor) break;
    query.cursor = page.next_cursor;
  }
  RC_ASSERT(walked == std::max(pages, 1));
}

std::string cursor_of(const Key& key, const ListRows& query = listing(1), const Cursors& cursors = kCursors) {
  return *cursors.page(query, std::vector(2, key), [](const Key& row) { return row; }).next_cursor;
}

RC_GTEST_PROP(Cursors, AnAlteredOneIsRefused, ()) {
  const std::string cursor = cursor_of(*any_key());
  std::string altered = cursor;
  const auto place = *rc::gen::inRange<std::size_t>(0, cursor.size());
  switch (*rc::gen::inRange(0, 4)) {
    case 0: altered[place] = *rc::gen::arbitrary<char>(); break;
    case 1: altered.erase(place, *rc::gen::inRange<std::size_t>(1, 9)); break;
    case 2: altered.insert(place, 1, *rc::gen::elementOf(std::string("Az09-_=."))); break;
    default: std::swap(altered[place], altered[*rc::gen::inRange<std::size_t>(0, cursor.size())]); break;
  }
  RC_PRE(altered != cursor);
  const auto opened = kCursors.open<Key>(listing(1, altered));
  RC_ASSERT(!opened.has_value());
  RC_ASSERT(opened.error().is(kInvalidCursor));
}

TEST(Cursors, HoldForTheSameFiltersAndAnyLimit) {
  ListRows query = listing(1);
  query.shape = "round";
  const std::string cursor = cursor_of({7, "a"}, query);
  query.cursor = cursor;
  query.limit = 900;
  EXPECT_EQ(kCursors.open<Key>(query).value(), (Key{7, "a"}));
  ListRows newest = query, square = query, any = query;
  newest.sort = Sort::Newest;
  square.shape = "square";
  any.shape.reset();
  for (const ListRows& other : {newest, square, any}) EXPECT_FALSE(kCursors.open<Key>(other));
}

TEST(Cursors, HoldForTheSameSigningKeyAndKind) {
  const std::string cursor = cursor_of({7, "a"});
  EXPECT_TRUE(kCursors.open<Key>(listing(1, cursor)));
  EXPECT_FALSE(Cursors(Secret<std::string>(std::string(32, 'x'))).open<Key>(listing(1, cursor)));
  EXPECT_FALSE(kCursors.open<Uuid>(listing(1, cursor)));
  EXPECT_THROW(Cursors(Secret<std::string>("short")), std::invalid_argument);
  for (const char* none : {"", "A", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA"})
    EXPECT_FALSE(kCursors.open<Key>(listing(1, none)));
}

TEST(Cursors, MayHoldAnyKindOfKey) {
  const Uuid id = *parse_uuid("01900000-0000-7000-8000-000000000001");
  const auto page = kCursors.page(listing(1), std::vector{id, id}, [](Uuid row) { return row; });
  EXPECT_EQ(kCursors.open<Uuid>(listing(1, page.next_cursor)).value(), id);
}

class RowsController final : public Controller {
 public:
  RowsController() { route("GET /rows/{name}", &RowsController::list); }

 private:
  Task<Result<Page<Key>>> list(Path<"name", std::string> name, Query<ListRows> query) {
    const auto after = kCursors.open<Key>(*query);
    if (!after) co_return after.error();
    std::vector<Key> rows;
    for (int place = *after ? (*after)->place + 1 : 0; place < 1002 && std::ssize(rows) <= query->limit; ++place)
      rows.push_back({place, *name});
    co_return kCursors.page(*query, std::move(rows), [](const Key& key) { return key; });
  }
};

class Paged : public Asking {
 protected:
  Paged() { mount(app_, controller_); }
  Page<Key> get(const std::string& target) {
    const auto page = validation::parse_json<Page<Key>>(ask(Get, target).body);
    if (!page) throw Failure(page.error());
    return *page;
  }
  RowsController controller_;
};

TEST_F(Paged, TheLinkLeadsToTheNextPage) {
  const auto first = ask(Get, "/rows/a%2F%3Eb?sort=newest&limit=1000&shape=%22%3E+x");
  const auto page = validation::parse_json<Page<Key>>(first.body);
  ASSERT_TRUE(page);
  ASSERT_TRUE(page->next_cursor);
  EXPECT_EQ(first.header("Link"),
            "</rows/a%2F%3Eb?sort=newest&limit=1000&shape=%22%3E%20x&cursor=" + *page->next_cursor + ">; rel=\"next\"");
  const std::string link(*first.header("Link"));
  const auto last = ask(Get, link.substr(1, link.find('>') - 1));
  EXPECT_EQ(last.body, R"({"data":[{"place":1000,"name":"a/>b"},{"place":1001,"name":"a/>b"}],"next_cursor":null})");
  EXPECT_EQ(last.header("Link"), std::nullopt);
  EXPECT_TRUE(ask(Get, "/rows/a?limit=1").header("Link")->starts_with("</rows/a?limit=1&cursor="));
  EXPECT_TRUE(ask(Get, "/rows/a").header("Link")->starts_with("</rows/a?cursor="));
}

TEST_F(Paged, ALimitThatIsTooLargeBecomesTheLargest) {
  EXPECT_EQ(get("/rows/a").data.size(), 50U);
  EXPECT_EQ(get("/rows/a?limit=1000").data.size(), 1000U);
  EXPECT_EQ(get("/rows/a?limit=1001").data.size(), 1000U);
  EXPECT_EQ(get("/rows/a?limit=9000000000000").data.size(), 1000U);
  for (const char* limit : {"0", "-1", "x", "", "1.5"})
    EXPECT_EQ(ask(Get, std::string("/rows/a?limit=") + limit).status, 422) << limit;
}

TEST_F(Paged, AForeignCursorIs400) {
  const auto answer = ask(Get, "/rows/a?cursor=AAAA");
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(answer.body.contains(R"("code":"invalid_cursor")")) << answer.body;
  EXPECT_EQ(ask(Get, "/rows/a?cursor=" + *get("/rows/a").next_cursor + "&sort=newest").status, 400);
  EXPECT_EQ(ask(Get, "/rows/a?cursor=" + std::string(5000, 'A')).status, 422);
}

}  // namespace
}  // namespace tenstone::web
